export * from './brand.js';
export * from './decider.js';
export * from './decider-specification.js';
export * from './errors.js';
export * from './iso-date.js';
export * from './numbers.js';
export * from './ports.js';
export * from './rng.js';
