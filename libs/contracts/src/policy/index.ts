export * from './default-policy.js';
export * from './presets/index.js';
export * from './policy.js';
