import { seededRng } from '@bailiwick/kernel';
import { MomentMap } from './moment-map.js';

describe('a map of which moments are read', () => {
  it('shows what it held at each moment, whatever came later (seeded changes)', () => {
    const rng = seededRng(1);
    const map = new MomentMap<number, { readonly n: number }>();
    const seen: { readonly held: Map<number, unknown>; readonly moment: ReturnType<typeof map.moment> }[] =
      [];
    for (let n = 0; n < 2_000; n++) {
      const key = rng.int(20);
      if (rng.int(3) === 0) map.delete(key);
      else map.set(key, { n });
      if (rng.int(500) === 0) map.clear();
      if (rng.int(50) === 0) seen.push({ held: new Map(map), moment: map.moment() });
    }
    expect(seen.length).toBeGreaterThan(20);
    for (const { held, moment } of seen)
      for (let key = 0; key < 20; key++) expect(moment.get(key)).toBe(held.get(key));
  });

  it('keeps nothing for a moment that is not read any more', () => {
    const map = new MomentMap<string, object>();
    map.set('a', {});
    const moment = map.moment();
    moment.release();
    const value = {};
    map.set('a', value);
    expect(moment.get('a')).toBe(value);
  });
});
