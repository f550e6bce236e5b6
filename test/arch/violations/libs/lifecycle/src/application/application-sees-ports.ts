import { z } from '../adapters/driver.js';
export const x = z;
