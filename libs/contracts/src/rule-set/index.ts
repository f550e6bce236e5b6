export * from './condition.js';
export * from './default-rule-set.js';
export * from './rule-set-caps.js';
export * from './rule-set.js';
export * from './rule-set-events.js';
export * from './tier-override-events.js';
