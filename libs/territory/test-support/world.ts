import { defaultPolicy, defaultRuleSet, type Policy, RECORDED_VERSIONS } from '@bailiwick/contracts';
import { Any, eventRegistry, type EventStore, openMemoryEventStore, startedBy } from '@bailiwick/event-store';
import { type IdSource, silentLogger } from '@bailiwick/kernel';
import { jsonLocator, Lifecycle } from '@bailiwick/lifecycle';
import { checkRuleSet } from '@bailiwick/tiering';
import { countingIds, OPS, StandingClock } from '../../../test/support/memory-store.js';
import { cloudEvent } from '../../../test/support/random-events.js';
import { Documents } from '../src/application/documents.js';
import { TerritoryProcess } from '../src/application/process/territory-process.js';
import { ruleReader } from '../src/application/rules/rule-reader.js';

export const ruleSet = checkRuleSet(defaultRuleSet);

/** A moment in 2026 by day of the year, from 0. */
export function at(day: number, hour = 0): string {
  return new Date(Date.UTC(2026, 0, 1 + day, hour)).toISOString();
}

/** An event to send: its type, data and time. */
export type Sent = readonly [type: string, data: Record<string, unknown>, time: string];

/** A service without its edges: a log, the door for events, and the process that reacts. */
export class World {
  readonly clock = new StandingClock(Date.parse('2030-01-01T00:00:00Z'));
  readonly ids: IdSource = countingIds();
  readonly store: EventStore;
  readonly lifecycle: Lifecycle;
  readonly documents: Documents;
  process: TerritoryProcess;
  /** What happens when the process lets others have their turn. */
  breathe = (): Promise<void> => Promise.resolve();
  private sent = 0;

  constructor(
    store?: EventStore,
    readonly builtIn = ruleSet,
  ) {
    const registry = eventRegistry(RECORDED_VERSIONS);
    this.store = store ?? openMemoryEventStore({ clock: this.clock, ids: countingIds('log'), registry });
    this.lifecycle = new Lifecycle({ store: this.store, ids: this.ids, locator: jsonLocator });
    this.documents = new Documents(this.store, this.ids);
    this.process = this.newProcess();
  }

  /** A process that starts from the last snapshot, as after a kill. */
  newProcess(append = this.store.appendBatch.bind(this.store)): TerritoryProcess {
    const { store, documents, clock, ids } = this;
    const rules = ruleReader(this.builtIn);
    const breathe = (): Promise<void> => this.breathe();
    const deps = { store, documents, clock, ids, logger: silentLogger, rules, breathe };
    return new TerritoryProcess(deps, (requests) => append(requests));
  }

  async restart(): Promise<void> {
    this.process = this.newProcess();
    await this.process.open();
  }

  async send(...events: readonly Sent[]): Promise<void> {
    const raw = events.map(([type, data, time]) => cloudEvent(type, data, { id: `e${++this.sent}`, time }));
    const results = await this.lifecycle.ingestBatch(raw, OPS);
    for (const result of results) if ('problems' in result) throw new Error(JSON.stringify(result));
  }

  /** Lets the process react to everything. */
  async react(): Promise<void> {
    if (!this.process.state) await this.process.open();
    await this.process.readOn();
  }

  async activate(change: (policy: Policy) => Policy): Promise<void> {
    const id = this.ids.next();
    const data = { policy: change(structuredClone(defaultPolicy)) };
    const event = { id, type: 'PolicyActivated', v: 1, data, meta: startedBy(OPS, id) };
    await this.store.append('policy', Any, [event], { idempotencyKey: id });
  }

  /** What was decided, as short texts in the order of the log. */
  async decisions(...types: readonly string[]): Promise<string[]> {
    const lines: string[] = [];
    for await (const { events } of this.store.readAll(0))
      for (const { type, data } of events) {
        if (types.length > 0 ? !types.includes(type) : !/^(AccountTiered|AccountAssigned)$/.test(type))
          continue;
        lines.push(textOf(type, data as Record<string, never>));
      }
    return lines;
  }
}

function textOf(type: string, data: Record<string, never>): string {
  const day = String(data['effectiveAt']).slice(0, 10);
  if (type === 'AccountTiered') return `${data['accountId']} ${data['from']}→${data['to']} ${day}`;
  if (type === 'AccountAssigned') {
    const { accountId, from, to, acting, reason, ownershipVersion } = data;
    const stand = acting ? ` (${acting})` : '';
    return `${accountId} #${ownershipVersion} ${from}→${to}${stand} ${(reason as { code: string }).code} ${day}`;
  }
  return `${type} ${JSON.stringify(data)}`;
}

/** A CSM of one region who may have any tier. */
export function csm(csmId: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return { csmId, name: `CSM ${csmId}`, regions: ['EMEA'], languages: ['en'], capacityHours: 140, ...more };
}

export function account(accountId: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return { accountId, name: `Account ${accountId}`, arr: 60_000, region: 'EMEA', language: 'en', ...more };
}
