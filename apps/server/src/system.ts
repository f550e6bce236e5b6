import { randomUUID } from 'node:crypto';
import type { Clock, IdSource, Rng } from '@bailiwick/kernel';

/** This machine's clocks. */
export const systemClock: Clock = { now: () => Date.now(), monotonic: () => performance.now() };

/** Random ids (UUID v4). */
export const randomIds: IdSource = { next: () => randomUUID() };

/** For what must not be the same on two machines; nothing that is recorded depends on it. */
export const systemRng: Rng = { next: () => Math.random(), int: (n) => Math.floor(Math.random() * n) };
