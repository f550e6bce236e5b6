import { c } from '../compile/compile.js';
export const x = c;
