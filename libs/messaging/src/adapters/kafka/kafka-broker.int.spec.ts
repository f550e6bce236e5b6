import { silentLogger } from '@bailiwick/kernel';
import { kafkaServer, uniqueName } from '../../../../../test/support/kafka.js';
import { describeWith } from '../../../../../test/support/needs.js';
import { messagingContract, readAll } from '../../testing/messaging.contract.js';
import { kafkaBroker } from './kafka-broker.js';

const options = { clientId: 'contract', logger: silentLogger, sessionMs: 6_000 };

describeWith(kafkaServer, 'Kafka', () => {
  messagingContract('Kafka', () => ({
    broker: kafkaBroker({ ...options, brokers: kafkaServer.brokers() }),
    unique: uniqueName,
  }));
});

describe('a broker that is not there', () => {
  it('is reported as such', async () => {
    const broker = kafkaBroker({ ...options, brokers: ['127.0.0.1:1'] });
    const unavailable = {
      code: 'broker-unavailable',
      details: { hint: expect.stringContaining('KAFKA_BROKERS') },
    };
    await expect(broker.topics.ensure([])).rejects.toMatchObject(unavailable);
    await expect(readAll(broker, 'g', 't', 1)).rejects.toMatchObject(unavailable);
  });
});
