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
}
