import { account, csm } from '../testing/company.js';
import { broken } from '../testing/judge.js';

const hard = {
  region: 'hard',
  country: 'hard',
  language: 'hard',
  skills: 'hard',
  tier: 'hard',
  clearances: 'hard',
} as const;

/** How many hard rules account and CSM break. */
function rulesBroken(
  a: Parameters<typeof account>[1],
  j: Parameters<typeof csm>[1],
  eligibility: object = hard,
): unknown {
  const company = { accounts: [account('a', a)], csms: [csm('j', j)], policy: { eligibility } };
  return (broken('eligibility', company, { a: 'j' })[0] as unknown[] | undefined)?.[2] ?? 0;
}

describe('eligibility', () => {
  it('counts each broken rule once', () => {
    const a = {
      region: 'EMEA',
      country: 'FR',
      language: 'fr',
      requiredSkills: ['api', 'sso'],
      clearances: ['secret'],
    };
    const j = {
      regions: ['AMER'],
      countries: ['US'],
      languages: ['en', 'de'],
      skills: ['api'],
      tiers: ['T2'],
    };
    // region, country, language, skills (sso is missing), clearances, tier
    expect(rulesBroken(a, j)).toBe(6);
    // what is soft or off is not hard
    expect(rulesBroken(a, j, { ...hard, region: 'soft', country: 'off' })).toBe(4);
  });

  it('takes an empty list as any, but no skills as none', () => {
    expect(rulesBroken({ region: 'EMEA', country: 'FR', language: 'fr' }, {})).toBe(0);
    expect(rulesBroken({ requiredSkills: ['api'] }, {})).toBe(1);
    expect(rulesBroken({ clearances: ['secret'] }, {})).toBe(1);
  });

  it('takes an empty value of the account as fitting everybody', () => {
    expect(
      rulesBroken(
        { region: '', language: undefined },
        { regions: ['AMER'], languages: ['en'], countries: ['US'] },
      ),
    ).toBe(0);
  });

  it('wants every skill and clearance, and any one of the other lists, in exactly that spelling', () => {
    expect(rulesBroken({ requiredSkills: ['api', 'sso'] }, { skills: ['sso', 'x', 'api'] })).toBe(0);
    expect(rulesBroken({ language: 'fr' }, { languages: ['en', 'fr'] })).toBe(0);
    expect(rulesBroken({ region: 'EMEA' }, { regions: ['emea'] })).toBe(1);
    expect(rulesBroken({}, { tiers: ['T2', 'T1'] })).toBe(0);
  });
});
