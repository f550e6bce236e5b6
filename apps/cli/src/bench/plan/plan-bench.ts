import type { LoadedMachine } from '../machine.js';
import type { MedianFigure } from './medians.js';

/** `lab`: fixed costs, hours, pairs and balance an arc; `company`: records, and a policy with every rule on. */
export const INSTANCES = ['lab', 'company'] as const;
export type InstanceKind = (typeof INSTANCES)[number];

/** Solvers that are asked the same model. */
export const PEERS = ['highs', 'cpsat', 'timefold'] as const;
export type Peer = (typeof PEERS)[number];
/** Those that are asked through Python, the model as a file. */
export type PythonPeer = Exclude<Peer, 'timefold'>;

/** Who is asked, and by what: a Python that has it, or a Java class path. */
export type PeerRunner =
  | { readonly name: PythonPeer; readonly python: string }
  | { readonly name: 'timefold'; readonly classPath: string };

export interface PlanBenchFlags {
  readonly sizes: readonly string[];
  readonly seeds: readonly number[];
  readonly instance: InstanceKind;
  readonly timeLimit: number;
  readonly threads: number;
  readonly iterations?: number;
  readonly peers: readonly string[];
  readonly cache?: string;
  readonly out?: string;
  readonly json: boolean;
}

export interface InstanceSpec {
  readonly kind: InstanceKind;
  readonly accounts: number;
  readonly csms: number;
  readonly seed: number;
}

/** What one solver made of one instance; every objective is recomputed from the solution alone. */
export interface PlanFigure extends InstanceSpec {
  readonly solver: 'bailiwick' | Peer;
  /** Null = no plan within the limits. */
  readonly objective: number | null;
  /** Proven by the solver that is named. */
  readonly bound: number | null;
  readonly gap: number | null;
  /** Accounts without a CSM, times their points. */
  readonly unassignedPoints: number | null;
  /** The recomputed objective is the claimed one, and no hard constraint is broken. */
  readonly verified: boolean;
  readonly seconds: number;
  /** Processor time of all threads: on a machine that does other things, wall time says less. */
  readonly cpuSeconds: number;
  /** Highest resident memory while it planned; the making of the instance is not counted. */
  readonly peakMb: number;
  /** Of that, what was there before: the instance and the code. */
  readonly startMb: number;
  readonly phases: readonly { readonly name: string; readonly seconds: number }[];
  /** The assignment, so that two runs can be compared. */
  readonly solutionHash: string | null;
}

export interface PlanReport {
  readonly command: string;
  readonly machine: LoadedMachine;
  readonly plans: readonly PlanFigure[];
  /** Over the seeds, where there is more than one. */
  readonly medians: readonly MedianFigure[];
}

/** What a process of its own is asked to do. */
export interface PlanTask extends InstanceSpec {
  readonly timeLimit: number;
  readonly threads: number;
  readonly iterations: number | null;
  /** Absent: plan by ourselves. */
  readonly peer?: PeerRunner;
}
