/**
 * A domain decision as two plain functions.
 * `decide` says which events a command causes in a state (`[]` when it was carried out before);
 * `evolve` says what a state becomes by an event. Both are pure: time, ids and randomness come in as arguments.
 */
export interface Decider<Command, State, Event> {
  readonly initial: State;
  decide(command: Command, state: State): readonly Event[];
  evolve(state: State, event: Event): State;
}

export function fold<State, Event>(
  decider: Pick<Decider<never, State, Event>, 'initial' | 'evolve'>,
  events: Iterable<Event>,
): State {
  let state = decider.initial;
  for (const event of events) state = decider.evolve(state, event);
  return state;
}
