export * from './condition.js';
export * from './default-rule-set.js';
export * from './rule-set-caps.js';
export * from './rule-set.js';
export * from './rule-set-events.js';
