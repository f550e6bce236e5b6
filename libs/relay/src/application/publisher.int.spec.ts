import { testBroker, uniqueName } from '../../../../test/support/kafka.js';
import { describeWith } from '../../../../test/support/needs.js';
import { kafka, useServer } from '../../../../test/support/servers.js';
import { publishingContract } from '../testing/publishing.contract.js';

describeWith(kafka, 'Kafka', () => {
  const server = useServer('kafka');
  publishingContract('Kafka', () => ({ broker: testBroker(server.now()), unique: uniqueName }));
});
