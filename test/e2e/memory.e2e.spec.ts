import { bailiwick } from '../support/cli.js';
import { describeWith } from '../support/needs.js';
import { kafka, useServer } from '../support/servers.js';

const EVENTS = 20_000;
/** So many bytes of an event would be too many to keep: histories that are kept whole are 480. */
const MOST_KEPT = 200;
const MB = 2 ** 20;

interface Soak {
  readonly steady: readonly { readonly events: number; readonly heapMb: number }[];
  readonly sent: number;
  readonly recorded: { readonly distinct: number; readonly twice: number };
}

describeWith(kafka, 'events that stream from Kafka to Kafka through a company that stays as it is', () => {
  const server = useServer('kafka');

  it('are each recorded once, and are not kept in memory', async () => {
    const size = ['--accounts', '300', '--csms', '10'];
    const { code, stdout, stderr } = await bailiwick(
      ['bench', 'relay', '--soak', String(EVENTS), ...size, '--json'],
      { KAFKA_BROKERS: server.now().kafkaBrokers! },
    );
    expect({ code, stderr }).toMatchObject({ code: 0 });
    const { steady, sent, recorded } = JSON.parse(stdout) as Soak;
    expect(recorded).toEqual({ distinct: sent, twice: 0 });
    expect(steady.at(-1)!.events).toBe(EVENTS);
    // After the first look, since what is done for the first time stays, too.
    const [from, to] = [steady[1]!, steady.at(-1)!];
    const kept = ((to.heapMb - from.heapMb) * MB) / (to.events - from.events);
    expect(kept).toBeLessThan(MOST_KEPT);
  }, 240_000);
});
