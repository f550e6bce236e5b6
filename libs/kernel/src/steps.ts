/** Work of some milliseconds at each step, between which others may have their turn. To be finished. */
export type Steps<T> = Generator<void, T>;

/** Does every step at once. @returns what the work comes to */
export function allAtOnce<T>(steps: Steps<T>): T {
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
}
