export * from './compile.js';
export { accountHours } from './hours.js';
export type { AccountFacts, CompanyFacts, CsmFacts } from './facts.js';
export type { Fixing, LockReason, Contradiction } from './locks.js';
export type { FamilySplit, Unit } from './units.js';
