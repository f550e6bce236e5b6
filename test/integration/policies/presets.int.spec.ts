import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Company,
  type CsmRecord,
  defaultPolicy,
  defaultRuleSet,
  type Policy,
  policyPresets,
  presetDescriptions,
  presetGoals,
  type PresetMetrics,
  presetMetrics,
  type PresetName,
  PRESET_NAMES,
  readAccountsCsv,
  readAesCsv,
  readCsmsCsv,
} from '@bailiwick/contracts';
import type { IsoDate } from '@bailiwick/kernel';
import {
  assignmentOf,
  compile,
  gaveWay,
  type PlanningEngine,
  prepareInput,
  readPolicy,
  threadedEngine,
  verifierOf,
} from '@bailiwick/planning';
import { checkRuleSet } from '@bailiwick/tiering';

const root = join(__dirname, '../../..');
const asOf = '2026-10-01' as IsoDate;
const bytes = (...path: string[]): Uint8Array => readFileSync(join(root, ...path));
const sample: Company = {
  accounts: readAccountsCsv(bytes('samples/company/accounts.csv'), 'accounts.csv').records,
  csms: readCsmsCsv(bytes('samples/company/csms.csv'), 'csms.csv').records,
  aes: readAesCsv(bytes('samples/company/aes.csv'), 'aes.csv').records,
};

/** Countries by time zone: the sample's CSMs list none. */
const countryOf = new Map(sample.accounts.map((a) => [a.timezone, a.country]));

function listed(csm: CsmRecord): CsmRecord {
  const home = csm.pool ? undefined : countryOf.get(csm.timezone);
  return home === undefined ? csm : { ...csm, countries: [home] };
}

/** The figures of what local search alone finds: a plan's first phase, and the one that no clock has a part in. */
async function figuresOf(policy: Policy, company: Company, engine: PlanningEngine): Promise<PresetMetrics> {
  const ruleSet = checkRuleSet(defaultRuleSet);
  const { input } = await prepareInput({ company, policy, ruleSet, asOf, mode: 'file' });
  const compiled = compile(input!);
  const found = await engine.search(compiled.problem, { iterations: 300_000, seed: 1 }, {});
  const verification = verifierOf(input!, gaveWay(compiled)).verify(assignmentOf(compiled, found.solution));
  expect(verification.violations).toEqual([]);
  expect(verification.counts.unassigned).toBe(0);
  const { accounts, csms } = verification;
  return presetMetrics(company, { asOf, accounts: accounts.values(), csms: csms.values() });
}

describe('each preset on the sample company', () => {
  const engine = threadedEngine();
  const figures = {} as Record<PresetName, PresetMetrics>;
  beforeAll(async () => {
    await Promise.all(
      PRESET_NAMES.map(async (name) => {
        figures[name] = await figuresOf(policyPresets[name], sample, engine);
      }),
    );
  }, 600_000);
  afterAll(() => engine.close());

  it.each(PRESET_NAMES)('%s beats every other on its own metric', (name) => {
    const { metric, best } = presetGoals[name];
    const ranked = PRESET_NAMES.toSorted((a, b) => figures[a][metric] - figures[b][metric]);
    if (best === 'highest') ranked.reverse();
    expect(ranked[0]).toBe(name);
    expect(figures[ranked[1]!][metric]).not.toBe(figures[name][metric]);
  });

  it('country sends more accounts to their own country where CSMs list theirs', async () => {
    const company = { ...sample, csms: sample.csms.map(listed) };
    const { eligibility } = policyPresets.country;
    const regardless = { ...policyPresets.country, eligibility: { ...eligibility, country: 'off' as const } };
    const [on, off] = await Promise.all(
      [policyPresets.country, regardless].map((policy) => figuresOf(policy, company, engine)),
    );
    expect(on!.homeCountryShare).toBeGreaterThan(off!.homeCountryShare);
  });

  it('has a goal of its own for each', () => {
    expect(new Set(Object.values(presetGoals).map((goal) => goal.metric)).size).toBe(PRESET_NAMES.length);
  });
});

describe('the documents of the policies', () => {
  it.each([['default', defaultPolicy] as const, ...Object.entries(policyPresets)])(
    'samples/policies/%s.json says what the code says',
    (name, policy) => {
      const file = `samples/policies/${name}.json`;
      expect(readPolicy(bytes(file), file).policy).toEqual(policy);
    },
  );

  it.each(PRESET_NAMES)('docs/reference/policies.md describes %s', (name) => {
    const page = Buffer.from(bytes('docs/reference/policies.md')).toString();
    expect(page).toContain(`## ${name}\n${presetDescriptions[name]}`);
    expect(page).toContain(`\`${presetGoals[name].metric}\``);
  });
});
