import { silentLogger } from '@bailiwick/kernel';
import { testBroker, uniqueName } from '../../../../../test/support/kafka.js';
import { describeWith } from '../../../../../test/support/needs.js';
import { kafka, useServer } from '../../../../../test/support/servers.js';
import { messagingContract, readAll } from '../../testing/messaging.contract.js';
import { kafkaBroker } from './kafka-broker.js';

describeWith(kafka, 'Kafka', () => {
  const server = useServer('kafka');
  messagingContract('Kafka', () => ({
    broker: testBroker(server.now(), { sessionMs: 6_000 }),
    unique: uniqueName,
  }));
});

describe('a broker that is not there', () => {
  it('is reported as such', async () => {
    const broker = kafkaBroker({ brokers: ['127.0.0.1:1'], clientId: 'test', logger: silentLogger });
    const unavailable = {
      code: 'broker-unavailable',
      details: { hint: expect.stringContaining('KAFKA_BROKERS') },
    };
    await Promise.all([
      expect(broker.topics.ensure([])).rejects.toMatchObject(unavailable),
      expect(readAll(broker, 'g', 't', 1)).rejects.toMatchObject(unavailable),
    ]);
  });
});
