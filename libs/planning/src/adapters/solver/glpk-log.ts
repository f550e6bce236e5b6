import type { DriverHooks } from './solve-task.js';

/** `+  123: mip =  1.234567890e+02 >=  1.2e+02 …` and `+  123: >>>>>  1.2e+02 >=  1.1e+02 …` of a minimisation. */
const PROGRESS = /^\+\s*\d+: (?:mip =|>>>>>)\s+(?:not found yet|\S+)\s+>=\s+(\S+)/;
const ENDS = [
  ['gap', /RELATIVE MIP GAP TOLERANCE REACHED/],
  ['time-limit', /TIME LIMIT EXCEEDED/],
  ['unbounded', /^LP HAS UNBOUNDED PRIMAL SOLUTION/],
  ['infeasible', /^PROBLEM HAS NO (PRIMAL |INTEGER )?FEASIBLE SOLUTION/],
] as const;

export type GlpkEnd = (typeof ENDS)[number][0];

/**
 * Reads GLPK's messages: its interface returns neither the bound nor why it stopped, its messages tell both.
 * Bounds are printed with ten digits, so the last one is taken off.
 */
export class GlpkLog {
  bound: number | null = null;
  end: GlpkEnd | undefined;
  lastLine = '';

  constructor(private readonly hooks: DriverHooks) {}

  read(line: string): void {
    if (line.trim()) this.lastLine = line.trim();
    this.end = ENDS.find(([, pattern]) => pattern.test(line))?.[0] ?? this.end;
    const bound = Number(PROGRESS.exec(line)?.[1] ?? NaN);
    if (!Number.isFinite(bound)) return;
    const proven = bound - 1e-9 * Math.abs(bound);
    this.bound = Math.max(this.bound ?? -Infinity, proven);
    this.hooks.advanced(0, proven);
  }
}
