import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Rng, seededRng } from '@bailiwick/kernel';
import { type DeadLetter, DeadLetters } from '@bailiwick/lifecycle';
import type { MessageBroker, OutgoingRecord } from '@bailiwick/messaging';
import { accountStream, sendSteadily, streamIds } from '../../support/account-stream.js';
import { testBroker, uniqueName } from '../../support/kafka.js';
import { headerText, message, textOf, until } from '../../support/messages.js';
import { describeWith } from '../../support/needs.js';
import { expectNothingLost, headOf } from '../../support/nothing-lost.js';
import { kafka, useServer } from '../../support/servers.js';
import { freePort, killServices, startService, type Service } from '../../support/service.js';

const EVENTS = 4_000;
/** One message in so many is poison. */
const ONE_IN = 20;
/** What makes a message poison: not JSON, not an event, an event whose data is wrong, nothing at all. */
const KINDS = [
  (n: number) => `{"specversion": ${n}`,
  (n: number) => JSON.stringify({ hello: n }),
  (n: number) =>
    JSON.stringify({
      specversion: '1.0',
      type: 'account.new',
      source: '/t',
      id: `x${n}`,
      data: { arr: 'x' },
    }),
  () => '',
] as const;

/** Messages that nobody can understand come among events, and the service is killed (-9) while it puts them aside. */
describeWith(kafka, 'poison among events', () => {
  const rng = seededRng(20_260_309);
  const prefix = `${uniqueName('poison')}.`;
  const topic = `${prefix}account-events`;
  const server = useServer('kafka');
  const dataDir = mkdtempSync(join(tmpdir(), 'bailiwick-poison-'));
  let broker: MessageBroker;
  let service: Service;

  beforeAll(() => void (broker = testBroker(server.now())));
  afterAll(async () => {
    await killServices();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('is put aside as it came, with the reason, and holds no event up', async () => {
    const args = ['--port', String(await freePort())];
    const env = {
      KAFKA_BROKERS: server.now().kafkaBrokers!,
      KAFKA_TOPIC_PREFIX: prefix,
      KAFKA_GROUP: `${prefix}g`,
    };
    const start = (): Promise<Service> => startService(dataDir, args, { env });
    service = await start();
    const { records, poison } = withPoison(accountStream(topic, { events: EVENTS, accounts: 400 }), rng);
    const sent = sendSteadily(broker, records, { batch: 100, pauseMs: 20 });
    const target = Math.floor(EVENTS * (0.3 + 0.4 * rng.next()));
    await until(async () => (await headOf(service)) >= target);
    await service.kill();
    service = await start();
    await sent;
    await expectNothingLost({ service, dataDir, broker, prefix }, streamIds(EVENTS));

    const letters = await lettersOf(broker, prefix);
    // Who was killed may have put some aside again: those are of the same place.
    const byPlace = new Map(letters.map((letter) => [placeOf(letter), letter]));
    const aside = [...byPlace.values()].map(({ message: m }) => `${headerText(m, 'n')} ${textOf(m.value)}`);
    expect(aside.sort()).toEqual(poison.map(({ n, value }) => `${n} ${value}`).sort());
    expect(letters.every(({ reason, problems }) => reason === 'invalid' && problems.length > 0)).toBe(true);
    expect(letters.every(({ message: { key } }) => key?.toString() === 'key')).toBe(true);
  }, 180_000);
});

interface Poison {
  readonly n: number;
  readonly value: string;
}

/** The records with poison at random places among them. */
function withPoison(events: readonly OutgoingRecord[], rng: Rng) {
  const records: OutgoingRecord[] = [];
  const poison: Poison[] = [];
  for (const event of events) {
    if (rng.next() < 1 / ONE_IN) {
      const n = poison.length;
      const value = KINDS[rng.int(KINDS.length)]!(n);
      poison.push({ n, value });
      records.push(
        message(event.topic, value, { n: String(n), 'content-type': 'application/cloudevents+json' }),
      );
    }
    records.push(event);
  }
  return { records, poison };
}

async function lettersOf(broker: MessageBroker, prefix: string): Promise<DeadLetter[]> {
  const letters: DeadLetter[] = [];
  const ids = { next: () => uniqueName('r') };
  const sleep = (ms: number): Promise<void> => new Promise((go) => setTimeout(go, ms));
  await new DeadLetters({ broker, ids, sleep }, { group: `${prefix}g`, prefix }).read((letter) =>
    letters.push(letter),
  );
  return letters;
}

function placeOf({ origin }: DeadLetter): string {
  return `${origin.partition}/${origin.offset}`;
}
