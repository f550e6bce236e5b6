import { account, csm } from '../testing/company.js';
import { pointsOf } from '../testing/judge.js';

const fit = {
  industry: 3,
  firstLanguage: 1,
  timezonePerHour: 0.5,
  timezoneFreeHours: 3,
  strategicPerSeniorityStep: 2,
};

function points(a: Parameters<typeof account>[1], j: Parameters<typeof csm>[1], asOf = '2026-01-01'): number {
  return pointsOf(
    'fit',
    { accounts: [account('a', a)], csms: [csm('j', j)], policy: { weights: { fit } }, asOf },
    { a: 'j' },
  );
}

describe('fit', () => {
  it('adds its four parts', () => {
    // industry 3; first language 1; Tokyo +9 and Berlin +1 in winter: (8 − 3) × 0.5 = 2.5; (5 − 4) × 2 = 2
    const a = { industry: 'retail', language: 'de', timezone: 'Asia/Tokyo', strategic: true };
    expect(
      points(a, { skills: ['bank'], languages: ['en', 'de'], timezone: 'Europe/Berlin', seniority: 4 }),
    ).toBe(8.5);
  });

  it('asks for the industry among the skills', () => {
    expect(points({ industry: 'retail' }, {})).toBe(3);
    expect(points({ industry: 'retail' }, { skills: ['bank', 'retail'] })).toBe(0);
    expect(points({}, { skills: ['bank'] })).toBe(0);
  });

  it('asks for the language in the first place, of a list that is not empty', () => {
    expect(points({ language: 'de' }, { languages: ['en', 'de'] })).toBe(1);
    expect(points({ language: 'de' }, { languages: ['de', 'en'] })).toBe(0);
    expect(points({ language: 'de' }, {})).toBe(0);
    expect(points({}, { languages: ['en'] })).toBe(0);
  });

  it('counts fractions of hours apart on the day, and nothing where a zone is not known', () => {
    // Kolkata +5:30, London 0 in winter, +1 in summer
    expect(points({ timezone: 'Asia/Kolkata' }, { timezone: 'Europe/London' })).toBe(1.25); // (5.5 − 3) × 0.5
    expect(points({ timezone: 'Asia/Kolkata' }, { timezone: 'Europe/London' }, '2026-07-01')).toBe(0.75); // (4.5 − 3) × 0.5
    // the plain difference, not around the globe: Auckland +13, Honolulu −10: (23 − 3) × 0.5
    expect(points({ timezone: 'Pacific/Auckland' }, { timezone: 'Pacific/Honolulu' })).toBe(10);
    // London goes from 0 to +1 at 01:00 UTC of 2026-03-29: at noon it is (4.5 − 3) × 0.5
    expect(points({ timezone: 'Asia/Kolkata' }, { timezone: 'Europe/London' }, '2026-03-29')).toBe(0.75);
    expect(points({ timezone: 'Asia/Tokyo' }, {})).toBe(0);
    expect(points({}, { timezone: 'Asia/Tokyo' })).toBe(0);
    expect(points({ timezone: 'Mars/Olympus' }, { timezone: 'Asia/Tokyo' })).toBe(0);
  });

  it('takes 3 as the seniority of somebody of whom it is not known', () => {
    expect(points({ strategic: true }, {})).toBe(4); // (5 − 3) × 2
    expect(points({ strategic: true }, { seniority: 1 })).toBe(8); // (5 − 1) × 2
    expect(points({ strategic: false }, { seniority: 1 })).toBe(0);
  });

  it('judges pools too, and nobody who is unassigned', () => {
    const company = {
      accounts: [account('a', { tier: 'P', industry: 'retail' }), account('b', { industry: 'retail' })],
      csms: [csm('pool', { pool: true })],
      policy: { weights: { fit } },
    };
    expect(pointsOf('fit', company, { a: 'pool', b: null })).toBe(3);
  });
});
