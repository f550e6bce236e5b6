import { testBroker, uniqueName } from '../../../../../test/support/kafka.js';
import { describeWith } from '../../../../../test/support/needs.js';
import { kafka, useServer } from '../../../../../test/support/servers.js';
import { accountEventsContract } from '../../testing/account-events.contract.js';

describeWith(kafka, 'Kafka', () => {
  const server = useServer('kafka');
  accountEventsContract('Kafka', () => ({ broker: testBroker(server.now()), unique: uniqueName }));
});
