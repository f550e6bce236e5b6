import { account, csm } from '../testing/company.js';
import { pointsOf } from '../testing/judge.js';

describe('eligibility points', () => {
  const eligibility = {
    region: 'soft',
    country: 'off',
    language: 'soft',
    skills: 'soft',
    tier: 'soft',
    clearances: 'hard',
  } as const;
  const a = account('a', {
    region: 'EMEA',
    country: 'FR',
    language: 'fr',
    requiredSkills: ['api', 'sso'],
    clearances: ['secret'],
  });

  it('are 20 for each soft rule that is broken, once however much is missing', () => {
    const j = csm('j', { regions: ['AMER'], countries: ['US'], languages: ['en'], tiers: ['T2'] });
    // region, language, skills (two are missing), tier: 4 × 20; country is off, clearances is hard
    expect(pointsOf('eligibility', { accounts: [a], csms: [j], policy: { eligibility } }, { a: 'j' })).toBe(
      80,
    );
  });

  it('are nothing with somebody who fits, and for an account without a CSM', () => {
    const j = csm('j', { skills: ['sso', 'api'] });
    expect(pointsOf('eligibility', { accounts: [a], csms: [j], policy: { eligibility } }, { a: 'j' })).toBe(
      0,
    );
    expect(
      pointsOf('eligibility', { accounts: [a], csms: [csm('k')], policy: { eligibility } }, { a: null }),
    ).toBe(0);
  });
});
