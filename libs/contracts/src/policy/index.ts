export * from './default-policy.js';
export * from './policy.js';
