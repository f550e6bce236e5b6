import { seededRng } from '@bailiwick/kernel';
import { DEFAULT_RETRIES, judge, retryAfterMs, type Verdict } from './retry.js';

const POLICY = { firstMs: 1_000, factor: 2, longestMs: 10_000, jitter: 0.5, attempts: 4 };
const answered = (status: number, wait?: number) =>
  ({ kind: 'answered', status, ...(wait === undefined ? {} : { retryAfterMs: wait }) }) as const;
const refused = { kind: 'failed', code: 'timeout', message: 'no answer' } as const;

function wait(verdict: Verdict): number {
  if (verdict.next !== 'retry') throw new Error(verdict.next);
  return verdict.afterMs;
}

describe('what becomes of an event after an attempt', () => {
  const rng = seededRng(7);

  it.each([200, 201, 202, 204, 299])('%i is delivered', (status) =>
    expect(judge(answered(status), 1, POLICY, rng)).toEqual({ next: 'delivered' }),
  );

  it.each([199, 300, 302, 307, 400, 401, 404, 418, 429, 500, 503])('%i is tried again', (status) =>
    expect(judge(answered(status), 1, POLICY, rng)).toMatchObject({ next: 'retry' }),
  );

  it('waits longer each time, up to the longest, and never the same', () => {
    for (const [attempt, whole] of [1_000, 2_000, 4_000, 8_000, 10_000, 10_000].entries()) {
      const policy = { ...POLICY, attempts: 99 };
      const waits = Array.from({ length: 50 }, () => wait(judge(refused, attempt + 1, policy, rng)));
      expect(Math.max(...waits)).toBeLessThanOrEqual(whole);
      expect(Math.min(...waits)).toBeGreaterThanOrEqual(whole / 2);
      expect(new Set(waits).size).toBeGreaterThan(20);
    }
  });

  it('gives up at once at 410, and otherwise after so many attempts', () => {
    expect(judge(answered(410), 1, POLICY, rng)).toMatchObject({ next: 'disable', code: 'gone' });
    expect(judge(refused, 3, POLICY, rng)).toMatchObject({ next: 'retry' });
    expect(judge(refused, 4, POLICY, rng)).toMatchObject({
      next: 'disable',
      code: 'failing',
      problem: { code: 'timeout' },
    });
  });

  it('waits as it was asked to by 429 and 503, a day at most', () => {
    expect(wait(judge(answered(503, 42_000), 1, POLICY, rng))).toBe(42_000);
    expect(wait(judge(answered(429, 0), 1, POLICY, rng))).toBe(0);
    expect(wait(judge(answered(429, 9e9), 1, POLICY, rng))).toBe(86_400_000);
    expect(wait(judge(answered(500, 42_000), 1, POLICY, rng))).toBeLessThanOrEqual(1_000);
  });

  it('reads Retry-After as seconds or as a date', () => {
    const now = Date.parse('2026-03-02T10:00:00Z');
    expect(retryAfterMs('120', now)).toBe(120_000);
    expect(retryAfterMs('Mon, 02 Mar 2026 10:01:00 GMT', now)).toBe(60_000);
    expect(retryAfterMs('Mon, 02 Mar 2026 09:00:00 GMT', now)).toBe(0);
    for (const nonsense of [undefined, '', '-1', '1.5', 'soon', '2026-03-02'])
      expect(retryAfterMs(nonsense, now)).toBeUndefined();
  });

  it('tries for about three days by default', () => {
    let whole = 0;
    for (let attempt = 1; attempt < DEFAULT_RETRIES.attempts; attempt++)
      whole += wait(judge(refused, attempt, { ...DEFAULT_RETRIES, jitter: 0 }, rng));
    expect(whole / 86_400_000).toBeGreaterThan(2.5);
    expect(whole / 86_400_000).toBeLessThan(3);
  });
});
