import { strictestLimits } from './strictest-limits.js';

describe('the limits that an edit is held to', () => {
  it('are the lowest maxima and the highest minimum of both versions, whichever says so', () => {
    const inForce = { limits: { maxPctAccountsChanged: 5, maxPctHoursShifted: 5, minPctTestCoverage: 80 } };
    const edited = { limits: { maxPctAccountsChanged: 50, maxPctHoursShifted: 1, minPctTestCoverage: 0 } };
    const both = { maxPctAccountsChanged: 5, maxPctHoursShifted: 1, minPctTestCoverage: 80 };
    expect(strictestLimits(inForce, edited)).toEqual(both);
    expect(strictestLimits(edited, inForce)).toEqual(both);
  });

  it('are those of one where the other has none, and none where neither has any', () => {
    expect(strictestLimits({}, { limits: { minPctTestCoverage: 0 } })).toEqual({ minPctTestCoverage: 0 });
    expect(strictestLimits({}, { limits: {} })).toEqual({});
  });
});
