type Step = 'search' | 'bound';

/**
 * Lets steps end in time: what a step took to end after its moment (to finish an iteration, to prove what it has, to
 * hand it over) is known from the last one of its kind, by the size of its problem, and is taken off the next one's.
 */
export class Pace {
  /** Milliseconds for each arc. */
  private readonly tail: Record<Step, number> = { search: 0, bound: 0 };

  constructor(private readonly now: () => number) {}

  /** When to tell a step to end that has to be done by `moment`. */
  deadlineFor(step: Step, arcs: number, moment: number | undefined): number | undefined {
    return moment === undefined ? undefined : moment - this.tail[step] * arcs;
  }

  /** Does a step; `deadline` is when it was told to end. */
  async time<T>(step: Step, arcs: number, deadline: number | undefined, work: Promise<T>): Promise<T> {
    const outcome = await work;
    const late = deadline === undefined ? 0 : this.now() - deadline;
    if (late > 0) this.tail[step] = late / Math.max(1, arcs);
    return outcome;
  }
}
