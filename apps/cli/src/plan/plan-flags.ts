import type { IsoDate, Problem } from '@bailiwick/kernel';
import type { Environment, ServerFlags } from '../client/connection.js';

/** Every flag of `plan`. */
export interface PlanFlags extends ServerFlags {
  readonly out?: string;
  readonly policy?: string;
  readonly asOf?: IsoDate;
  readonly timeLimit?: number;
  readonly iterations?: number;
  readonly solver?: 'auto' | 'highs' | 'glpk';
  readonly seed?: number;
  readonly json: boolean;
  readonly accounts?: string;
  readonly csms?: string;
  readonly aes?: string;
  readonly rules?: string;
  readonly exportModel?: string;
  readonly frontier?: readonly number[];
  readonly strict?: boolean;
  readonly wait: boolean;
  readonly approve?: boolean;
  readonly commit?: boolean;
}

const FILES_ONLY = ['accounts', 'csms', 'aes', 'rules', 'exportModel', 'frontier', 'strict'] as const;
const NEEDED_WITH_FILES = ['accounts', 'csms', 'out'] as const;
const SERVICE_ONLY = ['token', 'approve', 'commit'] as const;
const AFTER_WAITING = ['approve', 'commit', 'out'] as const;

/** True when a service's book is meant: `--server` says so, or BAILIWICK_SERVER where no file is named. */
export function meansService(flags: PlanFlags, env: Environment = process.env): boolean {
  if (flags.server !== undefined) return true;
  return Boolean(env['BAILIWICK_SERVER']) && FILES_ONLY.every((name) => flags[name] === undefined);
}

/** Every option that is missing, or means something only in the other place. */
export function optionProblems(flags: PlanFlags, service: boolean): readonly Problem[] {
  const given = <Name extends keyof PlanFlags>(names: readonly Name[]): Name[] =>
    names.filter((name) => flags[name] !== undefined && flags[name] !== false);
  if (service)
    return [
      ...given(FILES_ONLY).map((name) => misplaced(name, 'without --server', 'the service has its own book')),
      ...(flags.wait ? [] : given(AFTER_WAITING).map((name) => misplaced(name, 'without --no-wait'))),
    ];
  const missing = NEEDED_WITH_FILES.filter((name) => flags[name] === undefined);
  return [
    ...missing.map((name) => absent(name)),
    ...given(SERVICE_ONLY).map((name) => misplaced(name, 'together with --server')),
    ...(flags.wait ? [] : [misplaced('noWait', 'together with --server')]),
  ];
}

function misplaced(name: string, where: string, why?: string): Problem {
  const option = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  return {
    code: 'misplaced-option',
    message: `${option} means something only ${where}${why === undefined ? '' : `: ${why}`}`,
    value: option,
  };
}

function absent(name: string): Problem {
  return {
    code: 'missing-option',
    message: `--${name} is missing`,
    expected: '--accounts A.csv --csms C.csv --out DIR, or --server URL',
  };
}
