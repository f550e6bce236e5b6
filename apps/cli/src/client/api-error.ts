import { BailiwickError, type Problem } from '@bailiwick/kernel';
import { EXIT, type ExitCode } from '../cli-io.js';

/** What the service answered instead of what was asked for. @see RFC 9457 */
export class ApiError extends BailiwickError {
  constructor(
    /** The HTTP status. */
    readonly status: number,
    code: string,
    message: string,
    /** Everything that is wrong; one at least. */
    readonly problems: readonly Problem[],
  ) {
    super(code, message);
  }

  /** 2 when what was sent is at fault, 1 when it is something else. */
  get exitCode(): ExitCode {
    return SENDERS_FAULT.has(this.status) || this.code === 'id-reused' ? EXIT.usage : EXIT.failed;
  }
}

const SENDERS_FAULT: ReadonlySet<number> = new Set([400, 404, 413, 415, 422]);

interface ProblemDocument {
  readonly code?: unknown;
  readonly detail?: unknown;
  readonly title?: unknown;
  readonly problems?: unknown;
}

const HINTS: Readonly<Record<number, string>> = {
  401: 'Maybe give --token, or BAILIWICK_TOKEN; bailiwick users add NAME --role … makes one',
  403: 'Maybe ask somebody with that role, or make a user with it: bailiwick users add NAME --role …',
  503: 'Maybe try again in a moment',
};

/** The error behind an answer that is no success. @param url where it came from, for answers that say nothing */
export function apiError(status: number, body: string, url: string): ApiError {
  const { code, detail, title, problems } = parse(body);
  const name = typeof code === 'string' ? code : `http-${status}`;
  const message = text(detail) ?? text(title) ?? `${url} answered with status ${status}`;
  const hint = HINTS[status];
  const told = Array.isArray(problems) ? problems.filter(isProblem) : [];
  const own: Problem = { code: name, message, ...(hint === undefined ? {} : { hint }) };
  return new ApiError(status, name, message, told.length > 0 ? told : [own]);
}

function parse(body: string): ProblemDocument {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

function isProblem(value: unknown): value is Problem {
  const { code, message } = (value ?? {}) as Partial<Problem>;
  return typeof code === 'string' && typeof message === 'string';
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
