/** What commands need of the world around them; tests give their own. */
export interface CliIo {
  stdout(text: string): void;
  stderr(text: string): void;
  readFile(path: string): Promise<Uint8Array>;
  /** Resolves when what was printed has gone out, so that a long output does not pile up; absent: it never does. */
  readonly drained?: () => Promise<void>;
  /** Standard input. */
  readonly stdin?: () => AsyncIterable<Uint8Array>;
}

/** Exit codes of every command. */
export const EXIT = {
  done: 0,
  failed: 1,
  /** Bad usage or malformed input. */
  usage: 2,
  /** A plan was written, but leaves an account unassigned or had to relax a hard constraint. */
  relaxed: 3,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Tells the process's exit code; the last command to call it wins. */
export type SetExit = (code: ExitCode) => void;
