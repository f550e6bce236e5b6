import { fold, type Decider } from './decider.js';
import { BailiwickError } from './errors.js';

/** The last step of a specification: what a command led to. */
export interface Outcome<Event> {
  /** Exactly these events. */
  then(expected: readonly Event[]): void;
  /** No event: the command had been carried out before. */
  thenNothing(): void;
  /** A refusal with this code. */
  thenRefused(code: string): void;
}

export interface Given<Command, Event> {
  when(command: Command): Outcome<Event>;
}

/**
 * A decider's behaviour in words: `given(past events).when(command).then(new events)`.
 * @param expectEqual throws when its arguments differ, e.g. `(a, b) => expect(a).toEqual(b)`
 */
export function deciderSpecification<Command, State, Event>(
  decider: Decider<Command, State, Event>,
  expectEqual: (actual: unknown, expected: unknown) => void,
): { given(...events: readonly Event[]): Given<Command, Event> } {
  return {
    given: (...events) => ({
      when: (command) => {
        const decide = (): readonly Event[] => decider.decide(command, fold(decider, events));
        return {
          then: (expected) => expectEqual(decide(), expected),
          thenNothing: () => expectEqual(decide(), []),
          thenRefused: (code) => expectEqual(refusalOf(decide), code),
        };
      },
    }),
  };
}

function refusalOf(decide: () => unknown): unknown {
  try {
    return { noRefusalBut: decide() };
  } catch (error) {
    if (error instanceof BailiwickError) return error.code;
    throw error;
  }
}
