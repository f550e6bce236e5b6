import type { Rng } from '@bailiwick/kernel';

/** How long an endpoint is tried. */
export interface RetryPolicy {
  /** Before the second attempt, in ms; each later wait is `factor` times as long, up to `longestMs`. */
  readonly firstMs: number;
  readonly factor: number;
  readonly longestMs: number;
  /** The share of each wait, from 0 to 1, by which it is shorter at random, so that many do not come back at once. */
  readonly jitter: number;
  /** The endpoint is disabled when so many attempts at one event have failed. */
  readonly attempts: number;
}

/** 5 s, 20 s, 80 s, 5 min, 21 min, 85 min, then every 6 hours: three days all in all. */
export const DEFAULT_RETRIES: RetryPolicy = {
  firstMs: 5_000,
  factor: 4,
  longestMs: 6 * 3_600_000,
  jitter: 0.2,
  attempts: 18,
};

/** Longer than this, in ms, no receiver may make us wait. */
const LONGEST_ASKED_MS = 24 * 3_600_000;

/** What came of one attempt. */
export type Attempted =
  | {
      readonly kind: 'answered';
      readonly status: number;
      /** `Retry-After`, in ms from then on. */
      readonly retryAfterMs?: number | undefined;
    }
  /** There was no answer: `code` is kebab-case. */
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };

export interface AttemptProblem {
  readonly code: string;
  readonly message: string;
}

/** What becomes of an event after an attempt. */
export type Verdict =
  | { readonly next: 'delivered' }
  | { readonly next: 'retry'; readonly afterMs: number; readonly problem: AttemptProblem }
  | { readonly next: 'disable'; readonly code: 'gone' | 'failing'; readonly problem: AttemptProblem };

const WAITING_STATUSES = new Set([429, 503]);

/**
 * 2xx is delivered, 410 disables, everything else is tried again, until `policy.attempts` have failed.
 * @param attempt how many attempts at this event there were, this one included
 */
export function judge(attempted: Attempted, attempt: number, policy: RetryPolicy, rng: Rng): Verdict {
  if (attempted.kind === 'answered' && attempted.status >= 200 && attempted.status < 300)
    return { next: 'delivered' };
  const problem = problemOf(attempted);
  if (attempted.kind === 'answered' && attempted.status === 410)
    return { next: 'disable', code: 'gone', problem };
  if (attempt >= policy.attempts) return { next: 'disable', code: 'failing', problem };
  return { next: 'retry', afterMs: asked(attempted) ?? backOff(attempt, policy, rng), problem };
}

function asked(attempted: Attempted): number | undefined {
  if (attempted.kind !== 'answered' || !WAITING_STATUSES.has(attempted.status)) return undefined;
  return attempted.retryAfterMs === undefined
    ? undefined
    : Math.min(attempted.retryAfterMs, LONGEST_ASKED_MS);
}

function backOff(attempt: number, { firstMs, factor, longestMs, jitter }: RetryPolicy, rng: Rng): number {
  const wait = Math.min(longestMs, firstMs * factor ** (attempt - 1));
  return Math.round(wait * (1 - jitter * rng.next()));
}

function problemOf(attempted: Attempted): AttemptProblem {
  if (attempted.kind === 'failed') return { code: attempted.code, message: attempted.message };
  const { status } = attempted;
  if (status >= 300 && status < 400)
    return { code: 'redirected', message: `answered ${status}; redirections are not followed` };
  if (status === 410) return { code: 'gone', message: 'answered 410: it does not want to be told any more' };
  return { code: 'refused', message: `answered ${status}` };
}

/** `Retry-After` in ms from `now`; `undefined` for what is neither seconds nor a date. */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1_000;
  // Date.parse takes much that is no HTTP date, "-1" among it; those all name a day of the week.
  const at = /^[A-Z][a-z]{2}/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
