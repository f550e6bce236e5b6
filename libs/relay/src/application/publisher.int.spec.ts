import { silentLogger } from '@bailiwick/kernel';
import { kafkaBroker } from '@bailiwick/messaging';
import { kafkaServer, uniqueName } from '../../../../test/support/kafka.js';
import { describeWith } from '../../../../test/support/needs.js';
import { publishingContract } from '../testing/publishing.contract.js';

describeWith(kafkaServer, 'Kafka', () => {
  publishingContract('Kafka', () => ({
    broker: kafkaBroker({ brokers: kafkaServer.brokers(), clientId: 'test', logger: silentLogger }),
    unique: uniqueName,
  }));
});
