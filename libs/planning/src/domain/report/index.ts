export * from './html-report.js';
export * from './tables.js';
