import { AnswerBook, KEPT_MS, type KeyEntry } from './answer-book.js';
import type { Claim, KeptAnswer } from './idempotent-answers.port.js';

const ANSWER: KeptAnswer = { status: 201, contentType: 'application/json', body: '{}' };
const ONCE = { repeatable: false };

describe('the book of keys', () => {
  let book: AnswerBook;
  beforeEach(() => (book = new AnswerBook()));

  function claim(fingerprint: string, now: number, options = ONCE): Claim['kind'] {
    const { claim: found, entry } = book.claim('k', fingerprint, now, options);
    if (entry) book.apply(entry, true);
    return found.kind;
  }

  /** The same keys in a process that starts anew. */
  function restarted(): AnswerBook {
    const next = new AnswerBook();
    for (const entry of JSON.parse(JSON.stringify([...book.entries()])) as KeyEntry[])
      next.apply(entry, false);
    return next;
  }

  it('lets the first in, holds the second while it runs, and answers it when it is done', () => {
    expect(claim('f', 0)).toBe('first');
    expect(claim('f', 1)).toBe('running');
    book.apply({ kind: 'answered', name: 'k', at: 2, answer: ANSWER }, true);
    expect(claim('f', 3)).toBe('answered');
    expect(book.claim('k', 'f', 3, ONCE).claim).toEqual({ kind: 'answered', answer: ANSWER });
  });

  it('refuses another request under the key, running or done', () => {
    claim('f', 0);
    expect(claim('g', 1)).toBe('reused');
    book.apply({ kind: 'answered', name: 'k', at: 2, answer: ANSWER }, true);
    expect(claim('g', 3)).toBe('reused');
  });

  it('takes a key that was given back for new', () => {
    claim('f', 0);
    book.apply({ kind: 'released', name: 'k' }, true);
    expect(claim('g', 1)).toBe('first');
  });

  it('forgets an answer after 24 hours, and not the work that still runs', () => {
    claim('f', 0);
    book.expire(KEPT_MS);
    expect(claim('f', KEPT_MS)).toBe('running');
    book.apply({ kind: 'answered', name: 'k', at: 1, answer: ANSWER }, true);
    expect(claim('f', KEPT_MS - 1)).toBe('answered');
    book.expire(KEPT_MS);
    expect([book.size, claim('g', KEPT_MS)]).toEqual([0, 'first']);
  });

  it('knows after a restart what it does not know', () => {
    claim('f', 0);
    book = restarted();
    expect(claim('f', 1)).toBe('unknown');
    expect(claim('g', 1)).toBe('reused');
    expect(book.claim('k', 'f', 1, { repeatable: true }).claim).toEqual({ kind: 'first', since: 0 });
    expect(claim('f', 1, { repeatable: true })).toBe('first');
    expect(claim('f', 1, { repeatable: true })).toBe('running');
    book.apply({ kind: 'answered', name: 'k', at: 2, answer: ANSWER }, true);
    book = restarted();
    expect(claim('f', 3)).toBe('answered');
  });
});
