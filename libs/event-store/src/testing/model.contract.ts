import fc from 'fast-check';
import type { Commit } from '../domain/commit.js';
import {
  Any,
  NoStream,
  type AppendOutcome,
  type AppendRequest,
  type EventStore,
  type ExpectedVersion,
  type ReadOptions,
} from '../domain/event-store.port.js';
import type { ContractOptions, LogFixture, LogFixtureFactory } from './event-store.contract.js';
import { LogModel, type ModelCommit, type ModelOutcome } from './log-model.js';
import { collect, testEvent } from './test-dependencies.js';

/** The log and the processes that have it open. */
interface Real {
  readonly fixture: LogFixture;
  readonly stores: EventStore[];
}

type Command = fc.AsyncCommand<LogModel, Real>;

const STREAMS = ['a', 'b', 'c'];

interface Draft {
  readonly stream: string;
  /** A version relative to the real one, so that right and wrong ones are equally likely. */
  readonly expected: typeof Any | typeof NoStream | { readonly offset: number };
  readonly values: readonly unknown[];
  readonly key: number;
}

// JSON has one zero.
const jsonValue = fc.json().map((text): unknown => JSON.parse(JSON.stringify(JSON.parse(text))));

const draft: fc.Arbitrary<Draft> = fc.record({
  stream: fc.constantFrom(...STREAMS),
  expected: fc.oneof(
    fc.constant<typeof Any>(Any),
    fc.constant<typeof NoStream>(NoStream),
    fc.record({ offset: fc.constantFrom(0, 0, 0, -1, 1) }),
  ),
  values: fc.array(fc.oneof(fc.constantFrom(1, 'x'), jsonValue), {
    minLength: 1,
    maxLength: 3,
  }),
  key: fc.oneof(fc.nat(6), fc.nat(1_000_000)),
});

/** Which of the processes acts. */
const who = fc.nat(3);

class AppendBatch implements Command {
  constructor(
    private readonly drafts: readonly Draft[],
    private readonly fence: number | undefined,
    private readonly store: number,
  ) {}

  check(): boolean {
    return true;
  }

  async run(model: LogModel, real: Real): Promise<void> {
    let atPosition = this.fence === undefined ? undefined : model.commits.length + this.fence;
    const options = atPosition === undefined ? {} : { atPosition };
    const requests = this.drafts.map((d) => toRequest(d, model));
    const expected = requests.map((request) => {
      const outcome = model.append(request, atPosition);
      if (atPosition !== undefined && 'position' in outcome && !outcome.repeated) atPosition++;
      return outcome;
    });
    const outcomes = await pick(real, this.store).appendBatch(requests, options);
    expect(outcomes.map(toModelOutcome)).toEqual(expected);
  }

  toString(): string {
    return `append(${JSON.stringify(this.drafts)}, fence ${this.fence}, process ${this.store})`;
  }
}

class ReadAll implements Command {
  constructor(
    private readonly after: number,
    private readonly options: ReadOptions,
    private readonly store: number,
  ) {}

  check(): boolean {
    return true;
  }

  async run(model: LogModel, real: Real): Promise<void> {
    const { limit = Infinity, upTo = Infinity } = this.options;
    const expected = model.commits.filter((c) => c.position > this.after && c.position <= upTo);
    const commits = await collect(pick(real, this.store).readAll(this.after, this.options));
    expect(commits.map(toModelCommit)).toEqual(expected.slice(0, limit));
  }

  toString(): string {
    return `readAll(${this.after}, ${JSON.stringify(this.options)}, process ${this.store})`;
  }
}

class ReadStream implements Command {
  constructor(
    private readonly stream: string,
    private readonly after: number,
    private readonly store: number,
  ) {}

  check(): boolean {
    return true;
  }

  async run(model: LogModel, real: Real): Promise<void> {
    const store = pick(real, this.store);
    const expected = model.commits.filter((c) => c.stream === this.stream && c.to > this.after);
    expect((await collect(store.readStream(this.stream, this.after))).map(toModelCommit)).toEqual(expected);
    expect(await store.streamVersion(this.stream)).toBe(model.version(this.stream));
  }

  toString(): string {
    return `readStream(${this.stream}, ${this.after}, process ${this.store})`;
  }
}

class LookUp implements Command {
  constructor(
    private readonly key: number,
    private readonly store: number,
  ) {}

  check(): boolean {
    return true;
  }

  async run(model: LogModel, real: Real): Promise<void> {
    const store = pick(real, this.store);
    const found = await store.findByKey(`k${this.key}`);
    expect(found && toModelCommit(found)).toEqual(model.commits.find((c) => c.key === `k${this.key}`));
    expect((await store.head()).position).toBe(model.commits.length);
  }

  toString(): string {
    return `lookUp(${this.key}, process ${this.store})`;
  }
}

class SaveCheckpoint implements Command {
  constructor(
    private readonly name: string,
    private readonly position: number,
    private readonly store: number,
  ) {}

  check(): boolean {
    return true;
  }

  async run(model: LogModel, real: Real): Promise<void> {
    const before = await pick(real, this.store + 1).checkpoints.load(this.name);
    expect(before).toBe(model.checkpoints.get(this.name) ?? 0);
    await pick(real, this.store).checkpoints.save(this.name, this.position);
    model.checkpoints.set(this.name, this.position);
  }

  toString(): string {
    return `saveCheckpoint(${this.name}, ${this.position}, process ${this.store})`;
  }
}

/** One more process opens the log. */
class Open implements Command {
  check(): boolean {
    return true;
  }

  async run(_: LogModel, real: Real): Promise<void> {
    if (real.stores.length < 4) real.stores.push(await real.fixture.open());
  }

  toString(): string {
    return 'open()';
  }
}

function commands(): fc.Arbitrary<Iterable<Command>> {
  const fence = fc.option(fc.constantFrom(1, 1, 0, 2), { nil: undefined, freq: 2 });
  const drafts = fc.array(draft, { minLength: 1, maxLength: 4 });
  const option = fc.option(fc.nat(12), { nil: undefined });
  const readOptions = fc.record({ limit: option, upTo: option }).map(({ limit, upTo }) => ({
    ...(limit === undefined ? {} : { limit }),
    ...(upTo === undefined ? {} : { upTo }),
  }));
  return fc.commands<LogModel, Real, false>(
    [
      fc.tuple(drafts, fence, who).map((args) => new AppendBatch(...args)),
      fc.tuple(drafts, fence, who).map((args) => new AppendBatch(...args)),
      fc.tuple(fc.nat(15), readOptions, who).map((args) => new ReadAll(...args)),
      fc.tuple(fc.constantFrom(...STREAMS), fc.nat(8), who).map((args) => new ReadStream(...args)),
      fc.tuple(fc.nat(7), who).map((args) => new LookUp(...args)),
      fc.tuple(fc.constantFrom('r1', 'r2'), fc.nat(20), who).map((args) => new SaveCheckpoint(...args)),
      fc.constant(new Open()),
    ],
    { size: '+1' },
  );
}

export function modelContract(create: LogFixtureFactory, { runs }: ContractOptions): void {
  test('gives the same results and the same errors as a list', async () => {
    const property = fc.asyncProperty(commands(), async (sequence) => {
      const fixture = await create();
      try {
        const real: Real = { fixture, stores: [await fixture.open()] };
        await fc.asyncModelRun(() => ({ model: new LogModel(), real }), sequence);
        expect(await real.stores[0]!.verifyChain()).toMatchObject({ ok: true });
      } finally {
        await fixture.dispose();
      }
    });
    await fc.assert(property, { numRuns: runs });
  });
}

function pick(real: Real, index: number): EventStore {
  return real.stores[index % real.stores.length]!;
}

function toRequest({ stream, expected, values, key }: Draft, model: LogModel): AppendRequest {
  const expectedVersion: ExpectedVersion =
    typeof expected === 'string' ? expected : Math.max(0, model.version(stream) + expected.offset);
  return { stream, expectedVersion, events: values.map((v) => testEvent(v)), idempotencyKey: `k${key}` };
}

function toModelOutcome(outcome: AppendOutcome): ModelOutcome {
  if (outcome.ok) return { position: outcome.result.position, repeated: outcome.result.repeated };
  return { error: 'code' in outcome.error ? String(outcome.error.code) : outcome.error.message };
}

function toModelCommit({ position, stream, from, to, key, events }: Commit): ModelCommit {
  return { position, stream, from, to, key, content: events.map(({ type, v, data }) => [type, v, data]) };
}
