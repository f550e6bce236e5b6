export * from './policy/index.js';
export * from './company/index.js';
export * from './rule-set/index.js';
export * from './events/index.js';
export * from './csv/index.js';
export * from './adapters/csv/index.js';
export * from './plans/index.js';
export * from './webhooks/index.js';
