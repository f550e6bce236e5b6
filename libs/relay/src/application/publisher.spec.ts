import { inProcessBroker } from '@bailiwick/messaging';
import { publishingContract } from '../testing/publishing.contract.js';

let made = 0;
publishingContract('a broker in process', () => ({
  broker: inProcessBroker({ now: () => 0 }),
  unique: (name) => `${name}-${++made}`,
}));
