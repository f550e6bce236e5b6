export * from './mapping-document.js';
