import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RECORDED_VERSIONS } from '@bailiwick/contracts';
import { eventRegistry, openEmbeddedEventStore, type EventStore } from '@bailiwick/event-store';
import { InvalidInputError, type Problem } from '@bailiwick/kernel';
import { OPS } from '../../../../test/support/memory-store.js';
import { cloudEvent, day } from '../../../../test/support/random-events.js';
import type { ImportProgress } from '../application/import-events.js';
import { Lifecycle } from '../application/lifecycle.js';
import { fileSource } from './file-source.js';
import { jsonLocator } from './json-locator.js';

let dir: string;
let store: EventStore;
let lifecycle: Lifecycle;
const ids = { next: () => randomUUID() };
const clock = { now: () => Date.now(), monotonic: () => performance.now() };

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'bailiwick-import-'));
  store = await openEmbeddedEventStore({
    dataDir: dir,
    clock,
    ids,
    registry: eventRegistry(RECORDED_VERSIONS),
  });
  lifecycle = new Lifecycle({ store, ids, locator: jsonLocator });
});

afterEach(async () => {
  await store.close();
  rmSync(dir, { recursive: true });
});

const created = cloudEvent('account.new', { accountId: 'a1', name: 'Acme', arr: 10 }, { id: '1' });

function file(content: string | Uint8Array): ReturnType<typeof fileSource> {
  const path = join(dir, 'events.ndjson');
  writeFileSync(path, content);
  return fileSource(path, 'events.ndjson');
}

async function problemsOf(content: string | Uint8Array): Promise<readonly Problem[]> {
  const error: unknown = await lifecycle.importEvents(file(content), OPS).catch((e: unknown) => e);
  expect((await store.head()).position).toBe(0);
  if (error instanceof InvalidInputError) return error.problems;
  throw error;
}

describe('importing a file of events', () => {
  it('records it whole, tells its progress, and is a repeat the second time', async () => {
    const events = Array.from({ length: 1_200 }, (_, i) =>
      i < 100
        ? cloudEvent('account.new', { accountId: `a${i}`, name: 'N', arr: i }, { id: `n${i}` })
        : cloudEvent(
            'account.expanded',
            { accountId: `a${i % 100}`, arrDelta: 1 },
            { id: `x${i}`, time: day(1) },
          ),
    );
    const source = file(`\uFEFF${events.map((e) => JSON.stringify(e)).join('\r\n')}\r\n`);
    const progress: ImportProgress[] = [];
    const counts = await lifecycle.importEvents(source, OPS, { onProgress: (p) => progress.push(p) });
    expect(counts).toEqual({ recorded: 1_200, waiting: 0, repeat: 0, invalid: 0, 'id-reused': 0 });
    expect(progress.map(({ phase, events: n }) => `${phase} ${n}`)).toEqual(
      ['checking', 'recording'].flatMap((phase) => [500, 1_000, 1_200].map((n) => `${phase} ${n}`)),
    );
    expect(await lifecycle.importEvents(source, OPS)).toMatchObject({ recorded: 0, repeat: 1_200 });
    expect((await store.head()).position).toBe(1_200);
  });

  it('reports every bad line at once, with file, line and column, and records nothing', async () => {
    const bad = [
      JSON.stringify(created),
      '{"specversion": "1.0", oops}',
      JSON.stringify({ ...created, id: '2', data: { accountId: 'a1', name: 'Acme', arr: '10' } }),
      '',
      '[]',
      JSON.stringify({ ...created, time: day(3) }),
      'x'.repeat(300_000),
    ];
    const bytes = Buffer.concat([Buffer.from(bad.join('\n')), Buffer.from('\n"\xe4"', 'latin1')]);
    const problems = await problemsOf(bytes);
    expect(problems.map((p) => `${p.file}:${p.line}:${p.column} ${p.code}`)).toEqual([
      'events.ndjson:2:24 not-json',
      `events.ndjson:3:${bad[2]!.indexOf('"10"') + 1} wrong-type`,
      'events.ndjson:5:1 wrong-type',
      'events.ndjson:6:1 id-reused',
      'events.ndjson:7:1 line-too-long',
      'events.ndjson:8:2 not-utf8',
    ]);
  });

  it('says that a file is empty', async () => {
    expect(await problemsOf('')).toMatchObject([{ code: 'empty-file', file: 'events.ndjson', line: 1 }]);
    expect(await problemsOf('\n \r\n')).toMatchObject([{ code: 'empty-file' }]);
  });

  it('says that a file is one JSON list', async () => {
    expect(await problemsOf(JSON.stringify([created]))).toMatchObject([
      { hint: expect.stringMatching(/list/) },
    ]);
    const pretty = await problemsOf(JSON.stringify([created], null, 2));
    expect(pretty[0]).toMatchObject({ line: 1, code: 'not-json', hint: expect.stringMatching(/list/) });
  });

  it('stops counting problems in a file of another kind', async () => {
    const problems = await problemsOf('no json\n'.repeat(20_000));
    expect(problems.at(-1)).toMatchObject({ code: 'too-many-problems' });
    expect(problems.length).toBeLessThan(11_000);
  });

  it('reads a large file twice, and says so when it changed between checking and recording', async () => {
    const padding = { accountId: 'a1', name: 'Acme', arr: 10, attributes: { note: 'x'.repeat(1_900) } };
    let opened = 0;
    const source = {
      name: 'growing.ndjson',
      open: async function* (): AsyncGenerator<Uint8Array> {
        opened++;
        for (let i = 0; i < 9_000; i++) {
          const id = i === 8_999 ? `last of reading ${opened}` : String(i);
          yield new TextEncoder().encode(`${JSON.stringify({ ...created, id, data: padding })}\n`);
        }
        if (opened > 1) yield new TextEncoder().encode('{"half');
      },
    };
    await expect(lifecycle.importEvents(source, OPS)).rejects.toMatchObject({ code: 'file-changed' });
    expect(opened).toBe(2);
  });
});
