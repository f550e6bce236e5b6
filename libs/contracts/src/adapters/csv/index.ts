export * from './read-company.js';
export * from './write-csv.js';
