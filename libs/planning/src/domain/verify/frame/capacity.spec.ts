import type { IsoDate } from '@bailiwick/kernel';
import { barePolicy, csm, merged, type PlainCompany } from '../testing/company.js';
import { capacityOf, horizonOf } from './capacity.js';

/** Hours of a CSM with 100 contracted ones, as of 2026-06-01 (a Monday) over June: 22 working days, 30 days. */
function june(facts: Parameters<typeof csm>[1], policy: PlainCompany['policy'] = {}): number {
  return capacityOf(
    csm('j', facts),
    horizonOf('2026-06-01' as IsoDate, 1),
    merged<typeof barePolicy>(barePolicy, policy),
  );
}

describe('capacityOf', () => {
  it('is the contracted hours times the highest utilisation', () => {
    expect(june({})).toBe(100);
    expect(june({ capacityHours: 80 }, { capacity: { max: 0.9 } })).toBe(72);
    expect(june({ capacityHours: 0 })).toBe(0);
  });

  it('counts the working days from the first to the last day, both worked', () => {
    expect(june({ endDate: '2026-06-05' })).toBeCloseTo((100 * 5) / 22, 12); // Monday to Friday
    expect(june({ endDate: '2026-06-07' })).toBeCloseTo((100 * 5) / 22, 12); // the weekend adds none
    expect(june({ startDate: '2026-06-29' })).toBeCloseTo((100 * 2) / 22, 12); // Monday and Tuesday
    expect(june({ endDate: '2026-05-31' })).toBe(0);
    expect(june({ startDate: '2026-07-01' })).toBe(0);
  });

  it('takes off leaves of more than shortLeaveDays, by their own length', () => {
    const leave = (from: string, to: string) => ({ leaves: [{ from, to }] as never });
    expect(june(leave('2026-06-01', '2026-07-15'))).toBe(100); // 30 + 15 = 45 days: covered
    expect(june(leave('2026-05-31', '2026-07-15'))).toBe(0); // 46 days, all of June
    expect(june(leave('2026-04-01', '2026-06-05'))).toBeCloseTo((100 * 17) / 22, 12); // 66 days, the first week of June
    expect(june(leave('2026-06-01', '2026-06-05'), { shortLeaveDays: 4 })).toBeCloseTo((100 * 17) / 22, 12);
  });

  it('takes off a day once, whatever keeps the CSM away', () => {
    const leaves = [
      { from: '2026-04-01', to: '2026-06-05' },
      { from: '2026-06-04', to: '2026-08-01' },
    ] as never;
    expect(june({ leaves, endDate: '2026-06-20' })).toBe(0);
  });

  it('ramps by calendar days from 0 at the start to 1 after ramp_months', () => {
    // start 2026-05-02, end of the ramp 2026-08-02: 92 days. June 1 is day 30, June 30 day 59: mean 44.5
    expect(june({ startDate: '2026-05-02', rampMonths: 3 })).toBeCloseTo((100 * 44.5) / 92, 10);
    // start in the horizon: 22 working days less 10 (June 1 to 12); ramp 0 up to June 15, then 1/30 … 15/30 on June 30
    expect(june({ startDate: '2026-06-15', rampMonths: 1 })).toBeCloseTo(
      ((100 * 12) / 22 / 30) * (120 / 30),
      10,
    );
    expect(june({ startDate: '2026-01-01', rampMonths: 3 })).toBe(100);
    expect(june({ startDate: '2026-05-02', rampMonths: 0 })).toBe(100);
    expect(june({ rampMonths: 3 })).toBe(100);
  });

  it('clamps the horizon to the end of the month', () => {
    // 2026-01-31 + 1 month = 2026-02-28: Saturday January 31 to Friday February 27 = 28 days, 20 working days
    const horizon = horizonOf('2026-01-31' as IsoDate, 1);
    expect(horizon.end - horizon.first).toBe(28);
    expect(capacityOf(csm('j', { endDate: '2026-02-13' }), horizon, barePolicy)).toBe(50);
  });
});
