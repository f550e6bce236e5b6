import { parseIncomingEvent } from '@bailiwick/contracts';
import { benchEvents, openingSize, take } from './bench-events.js';

const events = (count: number) =>
  take(benchEvents(300, 2_000), count).map((text) => parseIncomingEvent(JSON.parse(text)));

describe('the events of a benchmark', () => {
  it('are such as the door takes, each once, in order of time, first everybody and every account', () => {
    const parsed = events(2_000).flatMap((result) => (result.ok ? [result.event] : []));
    expect(parsed).toHaveLength(2_000);
    expect(new Set(parsed.map(({ id }) => id)).size).toBe(2_000);
    const times = parsed.map(({ time }) => time);
    expect(times).toEqual([...times].sort());
    const opening = parsed.slice(0, openingSize(300)).map(({ type }) => type);
    expect(opening.every((type) => /^(ae|csm)\.joined$|^account\.new$/.test(type))).toBe(true);
    expect(opening.filter((type) => type === 'account.new')).toHaveLength(300);
    expect(parsed[openingSize(300)]!.type).not.toBe('account.new');
  });

  it('are the same every time', () => {
    expect(events(900)).toEqual(events(900));
  });
});
