import type { PhaseName, PhaseRecord } from './plan-options.js';

/** Takes down how long each phase took. */
export class PhaseClock {
  readonly records: PhaseRecord[] = [];

  constructor(
    private readonly now: () => number,
    private last: number,
  ) {}

  /** What was done since is nobody's phase. */
  skip(): void {
    this.last = this.now();
  }

  end(name: PhaseName, objective: number | null, bound: number | null): void {
    const at = this.now();
    this.records.push({ name, seconds: (at - this.last) / 1000, objective, bound });
    this.last = at;
  }

  /** What was done since was several phases beside each other: each has a share of the time, by its weight. */
  divide(phases: readonly (Omit<PhaseRecord, 'seconds'> & { readonly weight: number })[]): void {
    const at = this.now();
    const all = phases.reduce((sum, { weight }) => sum + weight, 0);
    for (const { weight, ...phase } of phases) {
      const seconds = all > 0 ? ((at - this.last) / 1000) * (weight / all) : 0;
      this.records.push({ ...phase, seconds });
    }
    this.last = at;
  }
}
