/** One thing that is wrong with an input; an input's problems are reported all at once. */
export interface Problem {
  /** A stable kebab-case code, e.g. `unknown-tier`. */
  readonly code: string;
  /** One sentence in words. */
  readonly message: string;
  readonly file?: string;
  /** 1-based. */
  readonly line?: number;
  /** 1-based column of a text, or the name of a CSV column. */
  readonly column?: number | string;
  /** RFC 6901 JSON pointer. */
  readonly pointer?: string;
  /** The offending value, cut to a readable length. */
  readonly value?: unknown;
  /** What was expected instead. */
  readonly expected?: string;
  /** What to do: "Maybe …". */
  readonly hint?: string;
  /** Default `error`. */
  readonly severity?: 'error' | 'warning';
}

/** The base of every error that this system throws on purpose. */
export class BailiwickError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly details: Omit<Problem, 'code' | 'message'> = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** An input was malformed; `problems` lists everything that is wrong with it. Nothing was written. */
export class InvalidInputError extends BailiwickError {
  constructor(readonly problems: readonly Problem[]) {
    super('invalid-input', summarise(problems));
  }
}

function summarise(problems: readonly Problem[]): string {
  const first = problems[0]?.message ?? 'unknown problem';
  return problems.length > 1 ? `${problems.length} problems; the first: ${first}` : first;
}

const MAX_VALUE_LENGTH = 120;

/** `value` as text short enough for a message or a log line. */
export function shorten(value: unknown, max = MAX_VALUE_LENGTH): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  return text.length <= max ? text : `${text.slice(0, max)}… (${text.length} characters)`;
}

/** A problem as one line for people: where, what, the value, what was expected, what to do. */
export function describeProblem(p: Problem): string {
  const where = [p.file, p.line, p.column].filter((x) => x !== undefined).join(':') || (p.pointer ?? '');
  const parts = [`${where ? `${where}: ` : ''}${p.message} [${p.code}]`];
  if (p.value !== undefined) parts.push(`  value: ${shorten(p.value)}`);
  if (p.expected) parts.push(`  expected: ${p.expected}`);
  if (p.hint) parts.push(`  hint: ${p.hint}`);
  return parts.join('\n');
}
