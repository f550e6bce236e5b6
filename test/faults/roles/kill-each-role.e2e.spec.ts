import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRng } from '@bailiwick/kernel';
import { accountStream, sendSteadily, streamIds } from '../../support/account-stream.js';
import { testBroker, uniqueName } from '../../support/kafka.js';
import { until } from '../../support/messages.js';
import { describeWith } from '../../support/needs.js';
import { expectNothingLost, headOf } from '../../support/nothing-lost.js';
import { freshDatabase, kafka, mongodb, useServer } from '../../support/servers.js';
import { killServices, startService, type Service } from '../../support/service.js';

const EVENTS = 600;
const ACCOUNTS = 120;
const VICTIMS = ['process', 'ingest', 'relay'] as const;
type Victim = (typeof VICTIMS)[number];

/** Each role in a process of its own, over Kafka and a log on MongoDB; each is killed (-9) once during a stream. */
describeWith(kafka, 'roles in processes of their own, killed while events stream through them', () => {
  describeWith(mongodb, 'with their log on MongoDB', () => {
    const rng = seededRng(20_260_302);
    const prefix = `${uniqueName('roles')}.`;
    const dataDir = mkdtempSync(join(tmpdir(), 'bailiwick-roles-kafka-'));
    const brokers = useServer('kafka');
    const database = useServer('mongodb');

    afterAll(async () => {
      await killServices();
      rmSync(dataDir, { recursive: true, force: true });
    });

    it('lose nothing and double nothing', async () => {
      const mongodbUri = freshDatabase(database.now());
      const broker = testBroker(brokers.now());
      const env = {
        MONGODB_URI: mongodbUri,
        KAFKA_BROKERS: brokers.now().kafkaBrokers!,
        KAFKA_TOPIC_PREFIX: prefix,
        KAFKA_GROUP: `${prefix}g`,
        BAILIWICK_LEASE_SECONDS: '3',
      };
      const start = (role: string): Promise<Service> =>
        startService(dataDir, ['--roles', role], { env: { ...env, BAILIWICK_INSTANCE: role } });
      const service = await start('api');
      const working = new Map<Victim, Service>();
      await Promise.all(VICTIMS.map(async (role) => working.set(role, await start(role))));
      const records = accountStream(`${prefix}account-events`, { events: EVENTS, accounts: ACCOUNTS });
      const sent = sendSteadily(broker, records, { batch: 20, pauseMs: 100 });
      for (const [i, role] of VICTIMS.entries()) {
        const target = Math.floor((EVENTS * (i + 0.5 + 0.5 * rng.next())) / (VICTIMS.length + 1));
        await until(async () => (await headOf(service)) >= target);
        await working.get(role)!.kill();
        working.set(role, await start(role));
      }
      await sent;
      await expectNothingLost({ service, dataDir, mongodbUri, broker, prefix }, streamIds(EVENTS));
    }, 300_000);
  });
});
