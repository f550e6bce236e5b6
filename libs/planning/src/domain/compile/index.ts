export * from './compile.js';
export { capacityOf } from './capacity.js';
export { accountHours, hoursFor, skillFactorsOf } from './hours.js';
export type { AccountFacts, CompanyFacts, CsmFacts } from './facts.js';
export type { Fixing, LockReason, Contradiction } from './locks.js';
export type { FamilySplit, Unit } from './units.js';
