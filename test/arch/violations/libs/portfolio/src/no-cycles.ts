import { b } from './partner-of-no-cycles.js';
export const a: number = b + 1;
