import { seededRng } from '@bailiwick/kernel';
import { accountId } from '../ingest/bench-events.js';
import { happening, type MixedEvent } from './mixed-events.js';

/** Of the events so many end an account, or begin it again. */
const COME_OR_GO = 0.05;
/** So many of the accounts are gone at any time. */
const GONE = 0.01;
const ID_DIGITS = 10;

/**
 * What goes on for ever in a company that does not grow: of 100 events 5 end an account or begin one again, which must
 * be placed, 15 change its ARR, the rest are health scores, facts and renewals. The same sizes give the same events.
 */
export function* steadyEvents(prefix: string, accounts: number): Generator<MixedEvent> {
  const rng = seededRng(accounts);
  const here = Array.from({ length: accounts }, (_, index) => index);
  const gone: number[] = [];
  for (let n = 0; ; n++) {
    // In the order of sending: events of one account and one millisecond are ordered by id.
    const id = `${prefix}-${String(n).padStart(ID_DIGITS, '0')}`;
    const kind = rng.next();
    const place = Math.floor(rng.next() * here.length);
    if (kind >= COME_OR_GO) {
      yield happening(id, kind, accountId(here[place]!), rng);
    } else if (gone.length < accounts * GONE) {
      const [index] = here.splice(place, 1);
      gone.push(index!);
      yield event(id, 'account.churned', index!, { reason: 'bench' });
    } else {
      const index = gone.shift()!;
      here.push(index);
      yield event(id, 'account.reactivated', index, { arr: 60_000 + Math.floor(rng.next() * 400_000) });
    }
  }
}

function event(id: string, type: string, index: number, facts: object): MixedEvent {
  const subject = accountId(index);
  return { id, type, subject, data: { accountId: subject, ...facts } };
}
