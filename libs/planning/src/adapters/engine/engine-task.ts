import type { MessagePort } from 'node:worker_threads';
import type { Multipliers, ProposedPart } from '../../domain/bound/index.js';
import type { Problem, Solution } from '../../domain/problem/problem.js';

/** What a thread is to do; `stop[0]` becomes 1 when it should end early. */
export type EngineTask = EngineWork & {
  readonly problem: Problem;
  readonly port: MessagePort;
  readonly stop: Int32Array;
  /** Milliseconds since the epoch; Infinity = none. */
  readonly deadline: number;
};

export type EngineWork =
  | {
      readonly kind: 'search';
      readonly iterations: number;
      readonly seed: number;
      readonly start: Solution | undefined;
    }
  | {
      readonly kind: 'bound';
      readonly iterations: number;
      readonly upperBound: number;
      readonly warm: Multipliers | undefined;
      readonly floor: readonly ProposedPart[] | undefined;
    };
