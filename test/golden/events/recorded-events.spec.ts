import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { incomingTypeOf, RECORDED_VERSIONS, recordedDataSchemas, type IncomingEvent } from '@bailiwick/contracts';
import { eventRegistry, type RecordedEvent } from '@bailiwick/event-store';
import { foldAccount, historyOf, isIncoming, liveEvents, recordOf, subjectEvents } from '@bailiwick/lifecycle';
import { foldAe, foldCsm } from '@bailiwick/workforce';

interface Golden {
  readonly type: string;
  readonly v: number;
  readonly data: unknown;
}

/** An example of every version of every event that was ever written; a file here never changes and never goes. */
const files = readdirSync(__dirname).filter((name) => name.endsWith('.json'));
const goldens = files.map((name): [string, Golden] => [
  name,
  JSON.parse(readFileSync(join(__dirname, name), 'utf8')) as Golden,
]);

describe('golden files of recorded events', () => {
  it('are there for every type and version, under that name', () => {
    const versions = Object.entries(recordedDataSchemas).flatMap(([type, byVersion]) =>
      Object.keys(byVersion).map((v) => `${type}.v${v}.json`),
    );
    expect([...files].sort()).toEqual(versions.sort());
    for (const [name, { type, v }] of goldens) expect(name).toBe(`${type}.v${v}.json`);
  });

  it.each(goldens)('%s parses to what it holds', (_name, { type, v, data }) => {
    expect(recordedDataSchemas[type]![v]!.parse(data)).toEqual(data);
  });

  it.each(goldens)('%s is known to the store and brought into today’s shape', (_name, golden) => {
    const registry = eventRegistry(RECORDED_VERSIONS);
    const meta = { actor: { id: 'olga', role: 'ops' as const }, correlationId: '1', causationId: '1' };
    const event: RecordedEvent = { id: '1', version: 1, meta, ...golden };
    const current = registry.upcast(event, 1)!;
    const today = RECORDED_VERSIONS.find(({ type }) => type === golden.type)!;
    expect(current.v).toBe(today.v);
    expect(recordedDataSchemas[current.type]![current.v]!.safeParse(current.data).success).toBe(true);
  });

  it('fold to one account, CSM and AE', () => {
    const events = goldens.map(([, { type, data }]) => ({ type, data }));
    const about = (id: string): ReturnType<typeof liveEvents> =>
      liveEvents(
        historyOf(
          subjectEvents({ position: 1, recordedAt: 0, events }).filter(
            (event) => !isIncoming(event) || event.data.subject === id,
          ),
        ),
      );
    expect({
      account: foldAccount('acc-1' as never, about('acc-1')),
      csm: foldCsm('csm-1' as never, about('csm-1')),
      ae: foldAe('ae-1' as never, about('ae-1')),
    }).toMatchSnapshot();
  });

  it.each(goldens.filter(([, { type }]) => incomingTypeOf(type)))('%s is what is recorded today', (_name, golden) => {
    const { source, id, time, subject, data } = golden.data as IncomingEvent;
    const event = { source, id, time, subject, data, type: incomingTypeOf(golden.type) } as IncomingEvent;
    expect(recordOf(event)).toEqual({ type: golden.type, data: golden.data });
  });
});
