import { messagingContract } from '../../testing/messaging.contract.js';
import { inProcessBroker } from './in-process-broker.js';

let made = 0;
messagingContract('in process', () => ({
  broker: inProcessBroker({ now: () => 0 }),
  unique: (name) => `${name}-${++made}`,
}));
