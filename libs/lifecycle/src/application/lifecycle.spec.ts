import type { EventStore } from '@bailiwick/event-store';
import { BailiwickError, InvalidInputError } from '@bailiwick/kernel';
import fc from 'fast-check';
import { countingIds, logOf, memoryStore, OPS } from '../../../../test/support/memory-store.js';
import { cloudEvent, day, someEvents } from '../../../../test/support/random-events.js';
import { jsonLocator } from '../adapters/json-locator.js';
import { IdReusedError } from '../domain/lifecycle.errors.js';
import { liveEvents } from '../domain/subject-history.js';
import { readHistory } from './history-cache.js';
import { countResults, type LineResult } from './ingest-result.js';
import { Lifecycle, type LifecycleDependencies } from './lifecycle.js';

function lifecycleOn(store: EventStore, options: Partial<LifecycleDependencies> = {}): Lifecycle {
  return new Lifecycle({ store, ids: countingIds(), locator: jsonLocator, ...options });
}

const created = cloudEvent('account.new', { accountId: 'a1', name: 'Acme', arr: 10 }, { id: '1' });
const grown = cloudEvent('account.expanded', { accountId: 'a1', arrDelta: 5 }, { id: '2', time: day(1) });
const joined = cloudEvent('csm.joined', { csmId: 'c1', name: 'Ana', capacityHours: 120 }, { id: '3' });
const retract = (id: string, own: string): Record<string, unknown> =>
  cloudEvent('event.retracted', { source: 'crm', id, reason: 'mistake' }, { id: own, time: day(2) });

async function statuses(lifecycle: Lifecycle, ...raw: unknown[]): Promise<string[]> {
  return (await lifecycle.ingestBatch(raw, OPS)).map(({ status }) => status);
}

async function liveTypes(store: EventStore, stream: string): Promise<string[]> {
  return liveEvents(await readHistory(store, stream)).map(({ type }) => type);
}

async function refusal(promise: Promise<unknown>): Promise<BailiwickError> {
  return promise.then(
    () => {
      throw new Error('was not refused');
    },
    (error: unknown) => error as BailiwickError,
  );
}

describe('a batch of events', () => {
  it('is recorded in one stream for each subject, one commit an event, with its sender', async () => {
    const store = memoryStore();
    const results = await lifecycleOn(store).ingestBatch([created, joined, grown], OPS);
    expect(results.map((r) => [r.status, 'position' in r && r.position])).toEqual([
      ['recorded', 1],
      ['recorded', 2],
      ['recorded', 3],
    ]);
    expect(await logOf(store)).toEqual([
      'account-a1: AccountNew',
      'csm-c1: CsmJoined',
      'account-a1: AccountExpanded',
    ]);
    for await (const { events } of store.readAll(0)) expect(events[0]!.meta.actor).toEqual(OPS);
  });

  it('answers repeats as the first time, in the same batch and in another process', async () => {
    const store = memoryStore();
    const first = await lifecycleOn(store).ingestBatch([created, grown, created], OPS);
    expect(first[2]).toEqual({ ...first[0], status: 'repeat' });
    const again = await lifecycleOn(store).ingestBatch([grown, created], OPS);
    expect(again).toEqual([first[1], first[0]].map((r) => ({ ...r, status: 'repeat' })));
    expect((await store.head()).position).toBe(2);
  });

  it('is refused whole, with every problem and its index, and nothing is recorded', async () => {
    const store = memoryStore();
    const bad = cloudEvent('account.new', { accountId: 'a2', arr: -1 }, { id: '9' });
    const error = await refusal(lifecycleOn(store).ingestBatch([created, bad, grown, 'text'], OPS));
    expect(error).toBeInstanceOf(InvalidInputError);
    expect((error as InvalidInputError).problems.map((p) => [p.code, p.pointer])).toEqual([
      ['missing-field', '/1/data/name'],
      ['too-small', '/1/data/arr'],
      ['wrong-type', '/3'],
    ]);
    expect((await store.head()).position).toBe(0);
  });

  it.each([
    ['in the batch', [created], [grown, { ...grown, data: { accountId: 'a1', arrDelta: 6 } }]],
    ['in the log', [created, grown], [joined, { ...grown, time: day(3) }]],
    ['of another subject', [created, grown], [joined, { ...joined, id: '2' }]],
    ['of a retraction', [created, grown, retract('2', '8')], [joined, retract('1', '8')]],
  ])('is refused whole for an identity used before %s', async (_where, before, batch) => {
    const store = memoryStore();
    await lifecycleOn(store).ingestBatch(before, OPS);
    const error = await refusal(lifecycleOn(store).ingestBatch(batch, OPS));
    expect(error).toBeInstanceOf(IdReusedError);
    expect(error).toMatchObject({ code: 'id-reused', problems: [{ code: 'id-reused', pointer: '/1' }] });
    expect((await store.head()).position).toBe(before.length);
  });

  it('is refused when it is empty or too large', async () => {
    const lifecycle = lifecycleOn(memoryStore(), { maxBatch: 1 });
    await expect(lifecycle.ingestBatch([], OPS)).rejects.toMatchObject({
      problems: [{ code: 'empty-batch' }],
    });
    await expect(lifecycle.ingestBatch([created, grown], OPS)).rejects.toMatchObject({
      problems: [{ code: 'too-many-events' }],
    });
  });

  it('refuses a circle of merges, whether it closes in the batch or with the log', async () => {
    const merge = (from: string, into: string): Record<string, unknown> =>
      cloudEvent('account.merged', { accountId: from, intoAccountId: into }, { id: `${from}>${into}` });
    const store = memoryStore();
    const lifecycle = lifecycleOn(store);
    await lifecycle.ingestBatch([merge('a', 'b'), merge('b', 'c')], OPS);
    await expect(lifecycle.ingestBatch([merge('c', 'a')], OPS)).rejects.toMatchObject({
      problems: [{ code: 'merge-cycle', pointer: '/0' }],
    });
    await expect(lifecycle.ingestBatch([merge('x', 'y'), merge('y', 'x')], OPS)).rejects.toMatchObject({
      problems: [{ code: 'merge-cycle', pointer: '/1' }],
    });
    expect((await store.head()).position).toBe(2);
  });

  it('has one winner and no loss when two processes record the same and other events at once', async () => {
    const store = memoryStore();
    const events = Array.from({ length: 40 }, (_, i) =>
      cloudEvent('account.expanded', { accountId: `a${i % 3}`, arrDelta: i }, { id: `x${i}` }),
    );
    const [one, two] = await Promise.all([
      lifecycleOn(store).ingestBatch(events, OPS),
      lifecycleOn(store).ingestBatch([...events].reverse(), OPS),
    ]);
    const counts = countResults([...one, ...two]);
    expect(counts).toMatchObject({ waiting: 40, repeat: 40 });
    expect((await store.head()).position).toBe(40);
  });
});

describe('an event whose subject is not known', () => {
  it('waits, is listed with its place in time, and works as soon as the subject is introduced', async () => {
    const store = memoryStore();
    const lifecycle = lifecycleOn(store);
    expect(await statuses(lifecycle, grown)).toEqual(['waiting']);
    const [waiting] = await lifecycle.waiting();
    expect(waiting).toEqual({
      source: 'crm',
      id: '2',
      type: 'account.expanded',
      subject: 'a1',
      position: 1,
      recordedAt: Date.parse('2026-06-01T00:00:00Z'),
    });
    expect(await lifecycle.eventStatus('crm', '2')).toMatchObject({ status: 'waiting' });
    expect(await statuses(lifecycleOn(store), created)).toEqual(['recorded']);
    expect(await lifecycle.waiting()).toEqual([]);
    expect(await lifecycle.eventStatus('crm', '2')).toMatchObject({ status: 'recorded' });
  });

  it('waits again when the introduction is taken back', async () => {
    const lifecycle = lifecycleOn(memoryStore());
    await lifecycle.ingestBatch([created, grown, retract('1', '7')], OPS);
    expect((await lifecycle.waiting()).map(({ id }) => id)).toEqual(['2']);
  });

  it('is listed too when its subject was taken back before anything waited for it', async () => {
    const lifecycle = lifecycleOn(memoryStore());
    await lifecycle.ingestBatch([created, retract('1', '7')], OPS);
    expect(await lifecycle.waiting()).toEqual([]);
    expect(await statuses(lifecycle, grown)).toEqual(['waiting']);
    expect((await lifecycle.waiting()).map(({ id }) => id)).toEqual(['2']);
  });

  it('waits only within limits; a batch beyond them is refused whole, a line by itself', async () => {
    const store = memoryStore();
    const lifecycle = lifecycleOn(store, { limits: { total: 3, perSubject: 2 } });
    const stray = (subject: string, id: string): Record<string, unknown> =>
      cloudEvent('account.churned', { accountId: subject }, { id });
    const batch = [stray('x', '1'), stray('x', '2'), stray('x', '3')];
    await expect(lifecycle.ingestBatch(batch, OPS)).rejects.toMatchObject({
      problems: [{ code: 'waiting-full' }],
    });
    const lines = await linesOf(lifecycle, ...batch, stray('y', '4'), stray('z', '5'));
    expect(lines.map((l) => ('problems' in l ? l.problems[0]!.code : l.status))).toEqual([
      'waiting',
      'waiting',
      'waiting-full',
      'waiting',
      'waiting-full',
    ]);
    expect((await store.head()).position).toBe(3);
  });

  it('does not wait for an AE, a CSM or a parent, which are reported as unresolved until known', async () => {
    const lifecycle = lifecycleOn(memoryStore());
    const data = { accountId: 'a1', name: 'Acme', arr: 1, csmId: 'c1', aeId: 'e1', parentId: 'a9' };
    expect(await statuses(lifecycle, cloudEvent('account.new', data, { id: '1' }))).toEqual(['recorded']);
    const unresolved = async (): Promise<string[]> =>
      (await lifecycle.eventStatus('crm', '1')).unresolved.map(({ field, id }) => `${field} ${id}`);
    expect(await unresolved()).toEqual(['aeId e1', 'csmId c1', 'parentId a9']);
    await lifecycle.ingestBatch([joined], OPS);
    expect(await unresolved()).toEqual(['aeId e1', 'parentId a9']);
  });
});

describe('a retraction', () => {
  it('takes an event back beside it, in one commit', async () => {
    const store = memoryStore();
    const lifecycle = lifecycleOn(store);
    expect(await statuses(lifecycle, created, grown, retract('2', '7'))).toEqual([
      'recorded',
      'recorded',
      'recorded',
    ]);
    expect(await liveTypes(store, 'account-a1')).toEqual(['AccountNew']);
    expect(await lifecycle.eventStatus('crm', '2')).toMatchObject({
      status: 'retracted',
      retractedBy: { id: '7' },
    });
    expect(await lifecycle.eventStatus('crm', '7')).toMatchObject({ status: 'recorded' });
    expect(await statuses(lifecycle, retract('2', '7'), grown)).toEqual(['repeat', 'repeat']);
  });

  it('that comes first waits, and the event has no effect when it comes', async () => {
    const store = memoryStore();
    const lifecycle = lifecycleOn(store);
    expect(await statuses(lifecycle, retract('2', '7'), created)).toEqual(['waiting', 'recorded']);
    expect(await lifecycle.eventStatus('crm', '7')).toMatchObject({ status: 'waiting' });
    expect((await lifecycle.waiting()).map(({ id }) => id)).toEqual(['7']);
    expect(await statuses(lifecycleOn(store), grown)).toEqual(['recorded']);
    expect(await lifecycle.waiting()).toEqual([]);
    expect(await liveTypes(store, 'account-a1')).toEqual(['AccountNew']);
    expect(await lifecycle.eventStatus('crm', '2')).toMatchObject({ status: 'retracted', position: 4 });
    expect(await lifecycle.eventStatus('crm', '7')).toMatchObject({ status: 'recorded' });
    expect(await statuses(lifecycle, grown, retract('2', '7'))).toEqual(['repeat', 'repeat']);
    await expect(lifecycle.ingestBatch([{ ...grown, time: day(9) }], OPS)).rejects.toBeInstanceOf(
      IdReusedError,
    );
  });

  it('cannot be taken back', async () => {
    const lifecycle = lifecycleOn(memoryStore());
    await lifecycle.ingestBatch([created, retract('1', '7')], OPS);
    await expect(lifecycle.ingestBatch([retract('7', '8')], OPS)).rejects.toMatchObject({
      problems: [{ code: 'retraction-of-retraction' }],
    });
  });

  it('is healed by sending again after a crash between its two commits', async () => {
    const store = memoryStore();
    let appends = 0;
    const crashing: EventStore = {
      ...store,
      append: (...args) => {
        if (++appends === 2) throw new Error('crash');
        return store.append(...args);
      },
    };
    await expect(lifecycleOn(crashing).ingestBatch([retract('2', '7')], OPS)).rejects.toThrow('crash');
    expect(await statuses(lifecycleOn(store), retract('2', '7'), created, grown)).toEqual([
      'repeat',
      'recorded',
      'recorded',
    ]);
    expect(await liveTypes(store, 'account-a1')).toEqual(['AccountNew']);
  });

  it('takes effect when its event is recorded by another process at the same moment', async () => {
    const store = memoryStore();
    const meanwhile: EventStore = {
      ...store,
      append: async (...args) => {
        const result = await store.append(...args);
        await lifecycleOn(store).ingestBatch([grown], OPS);
        return result;
      },
    };
    expect(await statuses(lifecycleOn(meanwhile), retract('2', '7'))).toEqual(['recorded']);
    expect(await liveTypes(store, 'account-a1')).toEqual([]);
  });
});

describe('events in any order of arrival', () => {
  it('leave every subject with the same live events and the same of them waiting (property)', async () => {
    await fc.assert(
      fc.asyncProperty(
        someEvents.chain((list) =>
          fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
        ),
        async ([events, shuffled]) => {
          const [one, two] = await Promise.all([outcomeOf(events, 7), outcomeOf(shuffled, 1)]);
          expect(two).toEqual(one);
        },
      ),
      { numRuns: 40 },
    );
  });
});

const SUBJECTS = ['a0', 'a1', 'a2']
  .map((id) => `account-${id}`)
  .concat(
    ['c0', 'c1', 'c2'].map((id) => `csm-${id}`),
    ['e0', 'e1', 'e2'].map((id) => `ae-${id}`),
  );

/** What is live in each stream, and what waits, after streaming `events` in pieces of `size`. */
async function outcomeOf(events: readonly object[], size: number): Promise<unknown> {
  const store = memoryStore();
  const lifecycle = lifecycleOn(store);
  for (let i = 0; i < events.length; i += size) {
    const lines = events.slice(i, i + size).map((event) => ({ specversion: '1.0', ...event }));
    await linesOf(lifecycle, ...lines);
  }
  const live = await Promise.all(
    SUBJECTS.map(async (stream) =>
      liveEvents(await readHistory(store, stream)).map(({ type, data }) => ({ type, data })),
    ),
  );
  const waiting = (await lifecycle.waiting()).map(({ source, id }) => `${source} ${id}`).sort();
  return { live, waiting: waiting.filter((identity) => !isRetraction(events, identity)) };
}

/** A retraction that waits may be one of two of the same event, of which another order records the other. */
function isRetraction(events: readonly object[], identity: string): boolean {
  return (events as { type: string; source: string; id: string }[]).some(
    (e) => e.type === 'event.retracted' && `${e.source} ${e.id}` === identity,
  );
}

async function linesOf(lifecycle: Lifecycle, ...raw: unknown[]): Promise<LineResult[]> {
  const bytes = new TextEncoder().encode(
    raw.map((r) => (typeof r === 'string' ? r : JSON.stringify(r))).join('\n'),
  );
  const results: LineResult[] = [];
  for await (const result of lifecycle.ingestStream(chunked(bytes), OPS)) results.push(result);
  return results;
}

async function* chunked(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

describe('a stream of lines', () => {
  it('answers each line by itself and records the good ones', async () => {
    const store = memoryStore();
    const results = await linesOf(
      lifecycleOn(store),
      created,
      '{"specversion": "1.0",',
      { ...grown, data: { accountId: 'a1', arrDelta: '5' } },
      '',
      grown,
      { ...created, time: day(9) },
      created,
    );
    expect(results.map(({ line, status }) => [line, status])).toEqual([
      [1, 'recorded'],
      [2, 'invalid'],
      [3, 'invalid'],
      [5, 'recorded'],
      [6, 'id-reused'],
      [7, 'repeat'],
    ]);
    const wrong = results[2]!;
    expect(wrong).toMatchObject({ source: 'crm', id: '2' });
    const [problem] = 'problems' in wrong ? wrong.problems : [];
    expect(problem).toMatchObject({ pointer: '/data/arrDelta', line: 3, column: expect.any(Number) });
    expect((await store.head()).position).toBe(2);
  });

  it('answers what came so far without waiting for more', async () => {
    const lifecycle = lifecycleOn(memoryStore());
    let answered = (): void => undefined;
    const source = async function* (): AsyncGenerator<Uint8Array> {
      for (const event of [created, grown]) {
        const answer = new Promise<void>((resolve) => (answered = resolve));
        yield new TextEncoder().encode(`${JSON.stringify(event)}\n`);
        await answer;
      }
    };
    const answers: string[] = [];
    for await (const { status } of lifecycle.ingestStream(source(), OPS)) {
      answers.push(status);
      answered();
    }
    expect(answers).toEqual(['recorded', 'recorded']);
  });
});
