import { setTimeout as sleep } from 'node:timers/promises';
import type { EventStore } from '@bailiwick/event-store';
import { countingIds, memoryStore, StandingClock } from '../../../../../test/support/memory-store.js';
import type { Claim, KeptAnswer } from './idempotent-answers.port.js';
import { KEPT_MS, NotedAnswers } from './noted-answers.js';

const ANSWER: KeptAnswer = { status: 201, contentType: 'application/json', body: '{}' };
const LEASE_MS = 10_000;
const ONCE = { repeatable: false };
const ids = countingIds('life');

describe('the keys of requests', () => {
  let clock: StandingClock;
  let store: EventStore;
  let answers: NotedAnswers;
  beforeEach(() => {
    clock = new StandingClock();
    store = memoryStore(clock);
    answers = process('one');
  });

  function process(holder: string, leaseMs = LEASE_MS): NotedAnswers {
    return new NotedAnswers(store.notes, { holder, leaseMs, clock, ids });
  }

  async function claim(fingerprint: string, by = answers, options = ONCE): Promise<Claim['kind']> {
    return (await by.claim('k', fingerprint, options)).kind;
  }

  it('let the first in, hold the second while it runs, and answer it when it is done', async () => {
    expect(await Promise.all([claim('f'), claim('f'), claim('f')])).toEqual(['first', 'running', 'running']);
    await answers.keep('k', ANSWER);
    expect(await answers.claim('k', 'f', ONCE)).toEqual({ kind: 'answered', answer: ANSWER });
  });

  it('refuse another request under the key, running or done', async () => {
    await claim('f');
    expect(await claim('g')).toBe('reused');
    await answers.keep('k', ANSWER);
    expect(await claim('g')).toBe('reused');
  });

  it('take a key that was given back for new, and one whose answer is too long to keep', async () => {
    await claim('f');
    await answers.release('k');
    expect(await claim('g')).toBe('first');
    await answers.keep('k', { ...ANSWER, body: 'x'.repeat(4_000_001) });
    expect(await claim('f')).toBe('first');
  });

  it('forget an answer after 24 hours, and not the work that still runs', async () => {
    await claim('f');
    clock.ms += KEPT_MS - 1;
    expect(await claim('f')).toBe('running');
    await answers.keep('k', ANSWER);
    expect(await claim('f')).toBe('answered');
    clock.ms += 1;
    expect(await claim('g')).toBe('first');
    await answers.keep('k', ANSWER);
    clock.ms += 2 * KEPT_MS;
    await answers.claim('other', 'f', ONCE);
    expect((await store.notes.list('idempotency-keys', 9)).map(({ key }) => key)).toEqual(['other']);
  });

  it('know after a restart what they do not know', async () => {
    await claim('f');
    const since = clock.ms;
    answers = process('one');
    expect(await claim('f')).toBe('unknown');
    expect(await claim('g')).toBe('reused');
    clock.ms += 1;
    expect(await answers.claim('k', 'f', { repeatable: true })).toEqual({ kind: 'first', since });
    expect(await claim('f')).toBe('running');
    await answers.keep('k', ANSWER);
    answers = process('one');
    expect(await claim('f')).toBe('answered');
  });

  describe('of several processes', () => {
    let other: NotedAnswers;
    beforeEach(() => (other = process('two')));

    it('let one of them in, and answer and refuse alike', async () => {
      const kinds = await Promise.all([claim('f'), claim('f', other), claim('f'), claim('f', other)]);
      expect(kinds.sort()).toEqual(['first', 'running', 'running', 'running']);
      expect([await claim('g'), await claim('g', other)]).toEqual(['reused', 'reused']);
      await Promise.all([answers.keep('k', ANSWER), other.keep('k', ANSWER)]);
      expect([await claim('f'), await claim('f', other)]).toEqual(['answered', 'answered']);
    });

    it('are free for one of them when the one that worked gives no sign of life', async () => {
      await claim('f');
      const [repeatable, since] = [{ repeatable: true }, clock.ms];
      expect(await claim('f', other, repeatable)).toBe('running');
      clock.ms += LEASE_MS - 1;
      expect(await claim('f', other, repeatable)).toBe('running');
      clock.ms += 1;
      expect(await claim('f', other)).toBe('unknown');
      expect(await other.claim('k', 'f', repeatable)).toEqual({ kind: 'first', since });
      await other.keep('k', ANSWER);
      // The one that was taken for dead only slept.
      await answers.keep('k', { ...ANSWER, status: 500 });
      expect(await other.claim('k', 'f', ONCE)).toEqual({ kind: 'answered', answer: ANSWER });
    });

    it('are not free while the one that works gives signs of life', async () => {
      const lively = process('three', 30);
      await claim('f', lively);
      for (let looks = 0; looks < 3; looks++) {
        const { version } = (await store.notes.load('idempotency-keys', 'k'))!;
        expect(await claim('f', other, { repeatable: true })).toBe('running');
        clock.ms += LEASE_MS;
        while ((await store.notes.load('idempotency-keys', 'k'))!.version === version) await sleep(2);
      }
      await lively.keep('k', ANSWER);
      expect(await claim('f', other)).toBe('answered');
    });
  });
});
