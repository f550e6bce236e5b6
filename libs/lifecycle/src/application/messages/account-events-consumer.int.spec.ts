import { silentLogger } from '@bailiwick/kernel';
import { kafkaBroker } from '@bailiwick/messaging';
import { kafkaServer, uniqueName } from '../../../../../test/support/kafka.js';
import { describeWith } from '../../../../../test/support/needs.js';
import { accountEventsContract } from '../../testing/account-events.contract.js';

describeWith(kafkaServer, 'Kafka', () => {
  accountEventsContract('Kafka', () => ({
    broker: kafkaBroker({ brokers: kafkaServer.brokers(), clientId: 'test', logger: silentLogger }),
    unique: uniqueName,
  }));
});
