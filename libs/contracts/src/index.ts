export * from './policy/index.js';
export * from './company/index.js';
