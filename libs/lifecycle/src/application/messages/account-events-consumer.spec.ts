import { inProcessBroker } from '@bailiwick/messaging';
import { accountEventsContract } from '../../testing/account-events.contract.js';

let made = 0;
accountEventsContract('a broker in process', () => ({
  broker: inProcessBroker({ now: () => 0 }),
  unique: (name) => `${name}-${++made}`,
}));
