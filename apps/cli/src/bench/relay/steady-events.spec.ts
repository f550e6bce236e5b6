import { parseIncomingEvent } from '@bailiwick/contracts';
import type { MixedEvent } from './mixed-events.js';
import { steadyEvents } from './steady-events.js';

const ACCOUNTS = 200;
const COUNT = 20_000;

function steady(count: number): MixedEvent[] {
  const events = steadyEvents('e', ACCOUNTS);
  return Array.from({ length: count }, () => events.next().value as MixedEvent);
}

describe('the events of a company that stays as large as it is', () => {
  it('are such as the door takes, each once, in the shares that they should have', () => {
    const events = steady(COUNT);
    const common = { specversion: '1.0', source: '/bench', time: '2026-01-01T00:00:00Z' };
    for (const event of events.slice(0, 1_000))
      expect(parseIncomingEvent({ ...common, ...event })).toMatchObject({ ok: true });
    const ids = events.map(({ id }) => id);
    expect(new Set(ids).size).toBe(COUNT);
    expect([...ids].sort()).toEqual(ids);
    const share = (types: RegExp): number => events.filter(({ type }) => types.test(type)).length / COUNT;
    expect(share(/churned|reactivated/)).toBeCloseTo(0.05, 2);
    expect(share(/expanded|contracted/)).toBeCloseTo(0.15, 2);
    expect(share(/\.new$/)).toBe(0);
  });

  it('tell of nothing in an account that is gone, and begin again only those', () => {
    const gone = new Set<string>();
    let most = 0;
    for (const { type, subject } of steady(COUNT)) {
      expect({ type, subject, gone: gone.has(subject) }).toMatchObject({
        gone: type === 'account.reactivated',
      });
      if (type === 'account.churned') gone.add(subject);
      if (type === 'account.reactivated') gone.delete(subject);
      most = Math.max(most, gone.size);
    }
    expect(most).toBe(ACCOUNTS / 100);
  });
});
