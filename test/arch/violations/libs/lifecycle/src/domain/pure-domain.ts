import { y } from '../application/port.js';
export const x = y;
