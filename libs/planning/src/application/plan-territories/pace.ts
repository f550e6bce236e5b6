type Step = 'search' | 'bound';

/** With fewer arcs steps end soon, and what makes them late is something else. */
const MANY_ARCS = 300_000;

/**
 * Lets the steps of large problems end in time: what a step took to end after its moment (to finish an iteration, to
 * prove what it has, to hand it over) is known from the last one of its kind, by the size of its problem, and is taken
 * off the next one's.
 */
export class Pace {
  /** Milliseconds for each arc. */
  private readonly tail: Record<Step, number> = { search: 0, bound: 0 };

  constructor(
    private readonly now: () => number,
    /** Arcs of the whole problem. */
    private readonly arcs: number,
  ) {}

  /** When to tell a step to end that has to be done by `moment`. */
  deadlineFor(step: Step, arcs: number, moment: number | undefined): number | undefined {
    return moment === undefined ? undefined : moment - this.tail[step] * arcs;
  }

  /** True where a step that has to be done by `moment` need not begin. */
  isLate(step: Step, arcs: number, moment: number | undefined): boolean {
    const deadline = this.deadlineFor(step, arcs, moment);
    return this.arcs >= MANY_ARCS && deadline !== undefined && deadline <= this.now();
  }

  /** Does a step; `deadline` is when it was told to end. */
  async time<T>(step: Step, arcs: number, deadline: number | undefined, work: Promise<T>): Promise<T> {
    const outcome = await work;
    const late = deadline === undefined ? 0 : this.now() - deadline;
    if (late > 0 && this.arcs >= MANY_ARCS) this.tail[step] = late / Math.max(1, arcs);
    return outcome;
  }
}
