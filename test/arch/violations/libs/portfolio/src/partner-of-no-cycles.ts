import { a } from './no-cycles.js';
export const b: number = a + 1;
