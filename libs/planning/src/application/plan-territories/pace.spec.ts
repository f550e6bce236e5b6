import { Pace } from './pace.js';

describe('the pace of steps', () => {
  it('takes what the last step needed after its deadline off the next one of that kind, by size', async () => {
    let now = 0;
    const pace = new Pace(() => now, 400_000);
    expect(pace.deadlineFor('bound', 400_000, 1_000)).toBe(1_000);
    now = 3_000;
    expect(await pace.time('bound', 400_000, 1_000, Promise.resolve('done'))).toBe('done');
    expect(pace.deadlineFor('bound', 200_000, 10_000)).toBe(9_000);
    expect(pace.deadlineFor('search', 200_000, 10_000)).toBe(10_000);
    expect(pace.isLate('bound', 400_000, 5_000)).toBe(true);
    expect(pace.isLate('bound', 400_000, 5_001)).toBe(false);
    expect(pace.isLate('bound', 400_000, undefined)).toBe(false);
  });

  it('leaves small problems alone', async () => {
    const pace = new Pace(() => 3_000, 1_000);
    await pace.time('search', 1_000, 1_000, Promise.resolve());
    expect(pace.deadlineFor('search', 1_000, 2_000)).toBe(2_000);
    expect(pace.isLate('search', 1_000, 2_000)).toBe(false);
  });
});
