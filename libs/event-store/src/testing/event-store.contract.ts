import type { EventStoreDependencies } from '../application/create-event-store.js';
import type { EventStore } from '../domain/event-store.port.js';
import { appendContract } from './append.contract.js';
import { leaseContract } from './lease.contract.js';
import { modelContract } from './model.contract.js';
import { notesContract } from './notes.contract.js';
import { readingContract } from './reading.contract.js';
import { sideStoresContract } from './side-stores.contract.js';
import { subscriptionContract } from './subscription.contract.js';
import { writersContract } from './writers.contract.js';

/** One log of an adapter, made for one test. */
export interface LogFixture {
  /** Opens the log; a second call stands for a second process on the same log. */
  open(deps?: Partial<EventStoreDependencies>): Promise<EventStore>;
  dispose(): Promise<void>;
}

export interface ContractOptions {
  /** How many random runs the properties get; a slow adapter gets fewer. */
  readonly runs: number;
  /** How many commits the long log of the reading tests has; 3,600 unless told. */
  readonly manyCommits?: number;
}

export type LogFixtureFactory = () => Promise<LogFixture>;

/** Gives each test a log of its own. */
export type WithLog = (test: (fixture: LogFixture) => Promise<void>) => () => Promise<void>;

/** Every adapter of the event store must pass this. */
export function eventStoreContract(name: string, create: LogFixtureFactory, options: ContractOptions): void {
  const withLog: WithLog = (test) => async () => {
    const fixture = await create();
    try {
      await test(fixture);
    } finally {
      await fixture.dispose();
    }
  };
  describe(`event store contract: ${name}`, () => {
    describe('append', () => appendContract(withLog));
    describe('reading', () => readingContract(withLog, options));
    describe('subscriptions', () => subscriptionContract(withLog));
    describe('leases', () => leaseContract(withLog));
    describe('checkpoints and snapshots', () => sideStoresContract(withLog));
    describe('notes', () => notesContract(withLog));
    describe('competing writers', () => writersContract(create, options));
    describe('against a simple model', () => modelContract(create, options));
  });
}
