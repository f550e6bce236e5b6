/** Where time comes from; folds and deciders never see it. */
export interface Clock {
  /** Milliseconds since the epoch (wall time). */
  now(): number;
  /** Milliseconds that only grow; for expiry and durations. */
  monotonic(): number;
}

/** Where new ids come from. */
export interface IdSource {
  /** A new id, unique for ever. */
  next(): string;
}

/** Who does something: `meta.actor` of every commit. */
export interface Actor {
  /** The user's name, or `system:<process>`. */
  readonly id: string;
  readonly role: Role;
}

export const ROLES = ['viewer', 'ops', 'approver', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** Structured logging, as a port. `fields` never hold secrets or names of people. */
export interface Logger {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} };

/** Marks a branch that a complete `switch` never reaches. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}
