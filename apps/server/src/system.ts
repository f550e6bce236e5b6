import { randomUUID } from 'node:crypto';
import type { Clock, IdSource } from '@bailiwick/kernel';

/** This machine's clocks. */
export const systemClock: Clock = { now: () => Date.now(), monotonic: () => performance.now() };

/** Random ids (UUID v4). */
export const randomIds: IdSource = { next: () => randomUUID() };
