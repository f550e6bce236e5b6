export { type CsmLoad, LiveBook } from './live-book.js';
export type { Block as PlacementBlock } from './blocks.js';
export type { Candidate, Candidates } from './rank.js';
export type { Relief, ReliefMove } from './relief.js';
