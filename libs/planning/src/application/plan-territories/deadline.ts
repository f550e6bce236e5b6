import type { PlanOptions } from './plan-options.js';

/** The share of the time limit that is set aside for what comes after solving, and the least of it (s). */
const RESERVE_SHARE = 0.04;
const RESERVE_SECONDS = 0.8;
/** The same as shares of the time that compiling took, where that is more: on this machine, with what else it does. */
const RESERVE_OF_COMPILING = { verified: 0.3, explained: 0.9 } as const;
/** What a point of the frontier needs of that: it is verified, but not explained. */
const RESERVE_A_POINT = 0.1;

/**
 * The moment by which solving has to be done, ms since the epoch, so that the rest keeps the limit too.
 * @param compiled when the company was compiled, which began at `started`
 * @param rest what becomes of the plan afterwards
 */
export function deadlineOf(
  { timeLimitSeconds, frontier = [] }: PlanOptions,
  started: number,
  compiled: number,
  rest: keyof typeof RESERVE_OF_COMPILING,
): number | undefined {
  if (timeLimitSeconds === null) return undefined;
  const expected = (RESERVE_OF_COMPILING[rest] * (compiled - started)) / 1000;
  const reserve = Math.max(RESERVE_SECONDS, RESERVE_SHARE * timeLimitSeconds, expected);
  const reserved = (1 + RESERVE_A_POINT * frontier.length) * reserve;
  return started + Math.max(0.1, timeLimitSeconds - reserved) * 1000;
}
