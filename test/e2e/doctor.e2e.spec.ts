import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { incomingTopics } from '@bailiwick/lifecycle';
import { bailiwick } from '../support/cli.js';
import { testBroker, uniqueName } from '../support/kafka.js';
import { describeWith } from '../support/needs.js';
import { kafka, useServer } from '../support/servers.js';
import { cloudEvent } from '../support/random-events.js';

/** Nobody, where these tests run as root, whom no file mode keeps from writing. */
const OTHER_USER = process.getuid?.() === 0 ? 65_534 : undefined;

let dataDir: string;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'doctor-'));
});
afterEach(async () => {
  await chmod(dataDir, 0o700);
  await rm(dataDir, { recursive: true, force: true });
});

const doctor = (env: Record<string, string>, user?: number) =>
  bailiwick(['doctor', '--data', dataDir], { PORT: '0', ...env }, user);

describe('bailiwick doctor', () => {
  it('says that nobody answers at the address of a broker, and what to do', async () => {
    const { code, stdout } = await doctor({ KAFKA_BROKERS: '127.0.0.1:1' });
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /^fail +kafka .*ECONNREFUSED 127\.0\.0\.1:1 \[broker-unavailable\]\n +→ Maybe the broker is not running, or KAFKA_BROKERS names another address$/m,
    );
  });

  it('says that a log may not be written, and what to do', async () => {
    const events = join(dataDir, 'events.ndjson');
    const event = cloudEvent('account.new', { accountId: 'A1', name: 'A1', arr: 1 }, { id: '1' });
    await writeFile(events, JSON.stringify(event));
    expect((await bailiwick(['events', 'import', events, '--data', dataDir])).code).toBe(0);
    const folder = join(dataDir, 'event-store');
    for (const path of [dataDir, folder]) await chmod(path, 0o555);
    await chmod(join(folder, 'log.sqlite'), 0o444);
    const { code, stdout } = await doctor({}, OTHER_USER);
    for (const path of [folder, dataDir]) await chmod(path, 0o700);
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /^fail +data directory .* may not be written\n +→ Mind its owner and mode: chmod u\+rwx /m,
    );
    expect(stdout).toMatch(/^fail +log .*\n +→ .*the directory is not writable$/m);
  });

  describeWith(kafka, 'Kafka', () => {
    const server = useServer('kafka');

    it('says which topic is missing and which is not as it should be, with the commands that mend it', async () => {
      const prefix = `${uniqueName('doctor')}.`;
      const { events, deadLetters } = incomingTopics(prefix);
      const wrong = { ...events, settings: { 'cleanup.policy': 'compact' } };
      expect(await testBroker(server.now()).topics.ensure([wrong, deadLetters])).toEqual([]);
      const env = { KAFKA_BROKERS: server.now().kafkaBrokers!, KAFKA_TOPIC_PREFIX: prefix };
      const { code, stdout } = await doctor(env);
      expect(code).toBe(1);
      expect(stdout).toContain(`The topic ${prefix}account-events has cleanup.policy=compact`);
      expect(stdout).toContain(
        `→ Maybe kafka-configs --alter --topic ${prefix}account-events --add-config cleanup.policy=delete`,
      );
      expect(stdout).toMatch(/^warn +kafka .*territory-ownership is not there; the service makes it/m);
      expect(stdout).toContain(
        `kafka-topics --create --topic ${prefix}territory-ownership --partitions 6 --config cleanup.policy=compact`,
      );
      expect(stdout).not.toContain('dlq');
    });
  });
});
