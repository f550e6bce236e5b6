import { execFileSync } from 'node:child_process';
import { silentLogger } from '@bailiwick/kernel';
import { AccountEventsConsumer, incomingTopics, jsonLocator, Lifecycle } from '@bailiwick/lifecycle';
import { Publisher } from '@bailiwick/relay';
import { assignment, commitOf } from '../../../libs/relay/src/testing/decisions.js';
import { kcat, testBroker, uniqueName } from '../../support/kafka.js';
import { countingIds, memoryStore } from '../../support/memory-store.js';
import { until } from '../../support/messages.js';
import { describeWith } from '../../support/needs.js';
import { cloudEvent } from '../../support/random-events.js';
import { useServer } from '../../support/servers.js';

const CLOCK = { now: () => 0, monotonic: () => performance.now() };

/** What others see and send, by a client that shares no code with this one. */
describeWith(kcat, 'kcat', () => {
  const server = useServer('kafka');
  const prefix = `${uniqueName('kcat')}.`;
  const topic = incomingTopics(prefix).events.name;
  const run = (args: readonly string[], input?: string): string =>
    execFileSync('kcat', ['-b', server.now().kafkaBrokers!, ...args], { input, encoding: 'utf8' });

  it('sends account.new in both modes and reads territory-changed, tombstones included', async () => {
    const broker = testBroker(server.now());
    const store = memoryStore(CLOCK);
    const lifecycle = new Lifecycle({ store, ids: countingIds(), locator: jsonLocator });
    const consumer = new AccountEventsConsumer(
      { broker, lifecycle, ids: { next: () => uniqueName('run') }, logger: silentLogger },
      { group: `${prefix}g`, prefix },
    );
    const relay = new Publisher({ store, broker, logger: silentLogger }, { holder: 'r', prefix });
    try {
      await broker.topics.ensure(Object.values(incomingTopics(prefix)));
      send('A1', JSON.stringify(newAccount('1', 'A1')), { 'content-type': 'application/cloudevents+json' });
      const { data, ...attributes } = newAccount('2', 'A2');
      const headers = Object.entries(attributes).map(([name, value]) => [`ce_${name}`, String(value)]);
      send('A2', JSON.stringify(data), {
        ...Object.fromEntries(headers),
        'content-type': 'application/json',
      });
      consumer.start();
      await until(async () => (await store.head()).position === 2);

      const churned = {
        to: null,
        from: 'C1',
        ownershipVersion: 2,
        reason: { code: 'churned', text: 'gone' },
      };
      await store.appendBatch([commitOf('a', [assignment()]), commitOf('b', [assignment(churned)])]);
      relay.start();
      await until(async () => relay.position >= (await store.head()).position);

      const lines = read('territory-changed', '%k|%h|%s\n').trim().split('\n');
      expect(lines).toHaveLength(2);
      const [key, sentHeaders, value] = lines[0]!.split('|');
      expect([key, JSON.parse(value!).ownershipVersion]).toEqual(['A1', 1]);
      expect(sentHeaders!.split(',')).toEqual(
        expect.arrayContaining(['content-type=application/json', 'ce_specversion=1.0', 'ce_subject=A1']),
      );
      expect(read('territory-ownership', '%k %S\n').trim().split('\n')[1]).toBe('A1 -1');
    } finally {
      await Promise.all([consumer.stop(), relay.stop()]);
      await store.close();
    }
  });

  function send(key: string, value: string, headers: Record<string, string>): void {
    const given = Object.entries(headers).flatMap(([name, text]) => ['-H', `${name}=${text}`]);
    run(['-P', '-t', topic, '-k', key, ...given], value);
  }

  function read(of: string, format: string): string {
    return run(['-C', '-q', '-e', '-o', 'beginning', '-t', prefix + of, '-f', format]);
  }

  function newAccount(id: string, accountId: string): Record<string, unknown> {
    return cloudEvent('account.new', { accountId, name: accountId, arr: 5 }, { id });
  }
});
