import { createHash } from 'node:crypto';
import type { Problem } from '../../domain/problem/problem.js';
import type { PlanOptions, PhaseRecord, PlanProgress } from '../plan-territories/plan-options.js';
import { PhaseClock } from '../plan-territories/phase-clock.js';
import { solve, type Solved } from '../plan-territories/solve.js';
import type { PlanningEngine } from '../planning-engine.port.js';

/** A block and how it is to be solved: whoever solves it finds the same, unless a time limit ends it. */
export interface BlockTask extends Pick<PlanOptions, 'seed' | 'iterations' | 'timeLimitSeconds' | 'solver'> {
  readonly problem: Problem;
}

export interface SolvedBlock extends Solved {
  readonly phases: readonly PhaseRecord[];
}

/** Solves a block, on whichever process; `now` gives milliseconds since the epoch. */
export async function solveBlock(
  { problem, timeLimitSeconds, ...task }: BlockTask,
  watched: { readonly signal?: AbortSignal | undefined; onProgress(progress: PlanProgress): void },
  engine: PlanningEngine,
  now: () => number,
): Promise<SolvedBlock> {
  const started = now();
  const clock = new PhaseClock(now, started);
  const deadline = timeLimitSeconds === null ? undefined : started + 1_000 * timeLimitSeconds;
  const { signal, onProgress } = watched;
  const options: PlanOptions = { ...task, timeLimitSeconds, ...(signal ? { signal } : {}), onProgress };
  const solved = await solve({ problem }, options, engine, { now, deadline, clock });
  return { ...solved, phases: clock.records };
}

/** What decides what is found for a block, apart from the time that it is given. */
export type BlockContent = Omit<BlockTask, 'timeLimitSeconds'>;

/** SHA-256 (hex) of everything that decides what is found for a block; `seed` is the plan's. */
export function hashOfBlock({ problem, ...rest }: BlockContent): string {
  const hash = createHash('sha256');
  for (const [name, value] of Object.entries({ ...problem, ...rest }).sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(`${name}\n`);
    hash.update(isArray(value) ? bytesOf(value) : JSON.stringify(value, plainArrays));
  }
  return hash.digest('hex');
}

/** The seed that a block is solved with: a whole number below 2³¹, another one for each content. */
export function seedOfBlock(hash: string): number {
  return Number.parseInt(hash.slice(0, 8), 16) & 0x7fff_ffff;
}

type Values = Float64Array | Int32Array | Uint8Array;

function isArray(value: unknown): value is Values {
  return value instanceof Float64Array || value instanceof Int32Array || value instanceof Uint8Array;
}

function bytesOf({ buffer, byteOffset, byteLength }: Values): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function plainArrays(_: string, value: unknown): unknown {
  return isArray(value) ? Array.from<number>(value) : value;
}
