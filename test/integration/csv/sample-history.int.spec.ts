import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  parseIncomingEvent,
  readAccountsCsv,
  readAesCsv,
  readCsmsCsv,
  type IncomingEvent,
} from '@bailiwick/contracts';
import type { AccountId } from '@bailiwick/kernel';
import {
  foldAccount,
  historyOf,
  liveEvents,
  recordOf,
  withTransfers,
  type AccountState,
} from '@bailiwick/lifecycle';

const folder = join(__dirname, '../../../samples/company');
const AS_OF = '2026-10-01';
const MAX_BYTES = 12_000_000;

/** Repeats are left out; everything else in the order of the file. */
function eventsOfSample(): IncomingEvent[] {
  const seen = new Set<string>();
  const lines = readFileSync(join(folder, 'events.ndjson'), 'utf8').trimEnd().split('\n');
  return lines.flatMap((line) => {
    const parsed = parseIncomingEvent(JSON.parse(line));
    if (!parsed.ok) throw new Error(`${line}\n${JSON.stringify(parsed.problems)}`);
    const identity = `${parsed.event.source} ${parsed.event.id}`;
    if (seen.has(identity)) return [];
    seen.add(identity);
    return [parsed.event];
  });
}

const events = eventsOfSample();
const read = <T>(reader: (bytes: Uint8Array, file: string) => T, file: string): T =>
  reader(readFileSync(join(folder, file)), file);

/** The record of an account without its empty facts. */
function facts(account: object): Record<string, unknown> {
  const isEmpty = (v: unknown): boolean =>
    v === undefined || (Array.isArray(v) && v.length === 0) || (isObject(v) && Object.keys(v).length === 0);
  return Object.fromEntries(Object.entries(account).filter(([, value]) => !isEmpty(value)));
}

const isObject = (v: unknown): v is object => typeof v === 'object' && v !== null && !Array.isArray(v);

function foldAll(): AccountState[] {
  const transfers = liveEvents(
    historyOf(events.filter((e) => e.type === 'ae.patch-transferred').map(recordOf)),
  );
  const bySubject = new Map<string, IncomingEvent[]>();
  for (const event of events) {
    if (event.subject === undefined || !/^(account|event)\./.test(event.type)) continue;
    bySubject.set(event.subject, [...(bySubject.get(event.subject) ?? []), event]);
  }
  return [...bySubject].map(([id, own]) =>
    foldAccount(id as AccountId, withTransfers(liveEvents(historyOf(own.map(recordOf))), transfers)),
  );
}

describe('the history of the sample company', () => {
  it('covers eighteen months, within a sensible size', () => {
    const times = events.map((e) => e.time).sort();
    expect(times[0]).toBe('2025-04-01T00:00:00.000Z');
    expect(times.at(-1)! < `${AS_OF}T00:00:00.000Z`).toBe(true);
    expect(times.at(-1)! > '2026-09-29').toBe(true);
    expect(statSync(join(folder, 'events.ndjson')).size).toBeLessThan(MAX_BYTES);
    expect(new Set(events.map((e) => e.type)).size).toBeGreaterThanOrEqual(18);
  });

  it('is not in order, and repeats itself, as streams do', () => {
    const lines = readFileSync(join(folder, 'events.ndjson'), 'utf8').trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(events.length);
    expect(events.some((e, i) => i > 0 && e.time < events[i - 1]!.time)).toBe(true);
  });

  it('folds to accounts.csv', () => {
    const states = foldAll().filter((state) => state.status === 'active');
    const { records, problems } = read(readAccountsCsv, 'accounts.csv');
    expect(problems).toEqual([]);
    const folded = new Map(states.map((state) => [state.accountId, state]));
    expect(folded.size).toBe(records.length);
    for (const record of records) {
      const { known, ownershipVersion, csat: _, ...state } = folded.get(record.accountId)!;
      expect([known, ownershipVersion]).toEqual([true, 0]);
      expect(facts(state)).toEqual(facts(record));
    }
  });

  it('folds to csms.csv', () => {
    const csms = new Map<string, Record<string, unknown>>();
    for (const { type, data } of [...events].sort((a, b) => (a.time < b.time ? -1 : 1))) {
      if (type === 'csm.joined') csms.set(data.csmId, { leaves: [], ...data });
      const csm = 'csmId' in data && data.csmId ? csms.get(data.csmId) : undefined;
      if (type === 'csm.updated') Object.assign(csm!, data);
      if (type === 'csm.leave-scheduled') (csm!['leaves'] as object[]).push({ from: data.from, to: data.to });
      if (type === 'csm.departed') csm!['endDate'] = data.lastDay;
    }
    const present = [...csms.values()].filter((csm) => !(String(csm['endDate'] ?? AS_OF) < AS_OF));
    const { records, problems } = read(readCsmsCsv, 'csms.csv');
    expect(problems).toEqual([]);
    const byId = (a: Record<string, unknown>, b: Record<string, unknown>): number =>
      String(a['csmId']) < String(b['csmId']) ? -1 : 1;
    expect(present.map(facts).sort(byId)).toEqual(records.map(facts).sort(byId));
  });

  it('folds to aes.csv', () => {
    const aes = new Map<string, object>();
    for (const { type, data } of events) {
      if (type === 'ae.joined') aes.set(data.aeId, data);
      if (type === 'ae.departed') aes.delete(data.aeId);
    }
    const { records, problems } = read(readAesCsv, 'aes.csv');
    expect(problems).toEqual([]);
    expect(new Map(records.map((ae) => [ae.aeId as string, facts(ae)]))).toEqual(aes);
  });
});
