import { defaultRuleSet, type RuleSet } from '@bailiwick/contracts';
import { checkRuleSet } from '@bailiwick/tiering';
import { anna, approved, olga, rulesOn } from '../../../test-support/rules-on-world.js';
import { account, at, csm, World } from '../../../test-support/world.js';

/** The default rule set with another start of high touch, and tests that fit it. */
function highFrom(arr: number, change: Partial<RuleSet> = {}): RuleSet {
  const [under, middle, top] = structuredClone(defaultRuleSet.bands!['arr']!);
  const bands = { arr: [under!, { ...middle!, to: arr }, { ...top!, from: arr }] };
  return { ...structuredClone(defaultRuleSet), bands, tests: [], ...change };
}

/** Tests that show all of the default rules with another start of high touch. */
function defaultTests(high: number): NonNullable<RuleSet['tests']> {
  return [
    { name: 'high', facts: { arr: high }, expectTier: 'high' },
    { name: 'low', facts: { arr: high - 1 }, expectTier: 'low' },
    { name: 'tech', facts: { arr: 49_999 }, expectTier: 'tech' },
    { name: 'strategic', facts: { arr: 100_000, strategic: true }, expectTier: 'high' },
    { name: 'strategic but small', facts: { arr: 60_000, strategic: true }, expectTier: 'low' },
  ];
}

/** Accounts at 60, 260 and 400 thousand: the default rules give low, high and high. */
async function company(now = '2030-01-01T00:00:00Z'): Promise<World> {
  const w = new World();
  w.clock.ms = Date.parse(now);
  await w.send(
    ['csm.joined', csm('C1'), at(0)],
    ['account.new', account('A60', { arr: 60_000 }), at(1)],
    ['account.new', account('A260', { arr: 260_000 }), at(1, 1)],
    ['account.new', account('A400', { arr: 400_000 }), at(1, 2)],
  );
  await w.react();
  return w;
}

async function tiers(w: World): Promise<string[]> {
  return (await w.decisions('AccountTiered')).map((line) => line.replace(/ \d{4}-.*/, ''));
}

const START = ['A60 null→low', 'A260 null→high', 'A400 null→high'];

describe('the life of a rule set', () => {
  it('begins with the built-in one', async () => {
    const rules = rulesOn(await company());
    expect(await rules.active()).toMatchObject({ version: 1, ruleSet: { id: 'default-tiers' } });
    expect(await rules.state()).toMatchObject({ active: 1, drafts: [], versions: [] });
  });

  it('goes from draft over publication and approval into force, and every tier follows', async () => {
    const w = await company();
    const rules = rulesOn(w);
    const version = await approved(rules, highFrom(300_000, { stability: { bufferPct: 0 } }));
    expect(await tiers(w)).toEqual(START);
    expect(await rules.activate(version, {}, anna)).toMatchObject({ version: 2, stage: 'active' });
    expect(await tiers(w)).toEqual([...START, 'A260 high→low']);
    expect(await rules.active()).toMatchObject({ version: 2, ruleSet: { basedOn: 1, author: 'olga' } });
  });

  it('previews the book of one moment, whatever the process does meanwhile', async () => {
    const w = await company();
    let goesOn = async (): Promise<void> => {
      goesOn = () => Promise.resolve();
      await w.send(
        ['account.contracted', { accountId: 'A260', arr: 20_000 }, at(2)],
        ['account.new', account('A270', { arr: 270_000 }), at(2, 1)],
      );
      await w.react();
    };
    const rules = rulesOn(w, () => goesOn());
    const next = checkRuleSet(highFrom(300_000, { stability: { bufferPct: 0 } }));
    const changed = async () => (await rules.impact(next)).changes.map(({ accountId }) => accountId);
    expect(await changed()).toEqual(['A260']);
    expect(await changed()).toEqual(['A270']);
  });

  it('keeps a tier that the buffer of the new rules keeps', async () => {
    const w = await company();
    const rules = rulesOn(w);
    // 260,000 and ten per cent is above 280,000.
    await rules.activate(await approved(rules, highFrom(280_000)), {}, anna);
    expect(await tiers(w)).toEqual(START);
  });

  it('leaves a change that waits for its confirmation where it was, when the new rules say the same of it', async () => {
    const w = await company(at(4));
    const rules = rulesOn(w);
    await w.send(['account.expanded', { accountId: 'A60', arr: 500_000 }, at(3)]);
    await w.react();
    const waiting = w.process.state!.tiers.get('A60')!.history.candidate;
    expect(waiting).toMatchObject({ tier: 'high', checks: 0 });
    await rules.activate(await approved(rules, highFrom(300_000, { stability: { bufferPct: 0 } })), {}, anna);
    expect(await tiers(w)).toEqual([...START, 'A260 high→low']);
    expect(w.process.state!.tiers.get('A60')!.history.candidate).toEqual(waiting);
  });

  it('lets the new rules decide on what comes in from then on, also after a restart', async () => {
    const w = await company();
    const rules = rulesOn(w);
    await rules.activate(await approved(rules, highFrom(300_000)), {}, anna);
    await w.process.save(0);
    await w.restart();
    await w.send(['account.new', account('A290', { arr: 290_000 }), at(3)]);
    await w.react();
    expect((await tiers(w)).at(-1)).toBe('A290 null→low');
  });

  it('comes to the same when everything is decided again from the start of the log', async () => {
    const w = await company();
    const rules = rulesOn(w);
    await rules.activate(await approved(rules, highFrom(300_000, { stability: { bufferPct: 0 } })), {}, anna);
    await rules.rollBack({}, anna);
    const { position } = await w.store.head();
    const again = w.newProcess(() => {
      throw new Error('nothing is left to decide');
    });
    await again.open();
    await again.readOn();
    expect((await w.store.head()).position).toBe(position);
    expect(again.state!.ruleSets).toEqual(w.process.state!.ruleSets);
    expect([...again.state!.tiers]).toEqual([...w.process.state!.tiers]);
  });

  it('is taken back as a new version with the former rules', async () => {
    const w = await company();
    const rules = rulesOn(w);
    await rules.activate(await approved(rules, highFrom(300_000, { stability: { bufferPct: 0 } })), {}, anna);
    const back = await rules.rollBack({ reason: 'customers complained' }, anna);
    expect(back).toMatchObject({
      version: 3,
      stage: 'active',
      rollbackTo: 1,
      reason: 'customers complained',
    });
    expect(await tiers(w)).toEqual([...START, 'A260 high→low']);
    expect((await rules.state()).versions.map(({ stage }) => stage)).toEqual(['retired', 'active']);
    expect((await rules.active()).ruleSet.bands).toEqual(defaultRuleSet.bands);
  });

  it('comes into force on a day, when that day has come in the time of events', async () => {
    const w = await company(at(2));
    const rules = rulesOn(w);
    const version = await approved(rules, highFrom(300_000, { stability: { bufferPct: 0 } }));
    const on = at(10).slice(0, 10) as never;
    expect(await rules.activate(version, { on }, anna)).toMatchObject({ stage: 'scheduled', on });
    w.clock.ms = Date.parse(at(20));
    await w.send(['account.health-scored', { accountId: 'A60', healthScore: 50 }, at(9)]);
    await w.react();
    expect(await rules.active()).toMatchObject({ version: 1 });
    await w.send(['account.health-scored', { accountId: 'A60', healthScore: 60 }, at(11)]);
    await w.react();
    expect(await rules.version(version)).toMatchObject({ stage: 'active', activatedAt: at(10) });
    expect(await w.decisions('AccountTiered')).toContain(`A260 high→low ${on}`);
  });

  it('is looked at again on its day, and refused when another came into force meanwhile', async () => {
    const w = await company(at(2));
    const rules = rulesOn(w);
    const later = await approved(rules, highFrom(300_000, { stability: { bufferPct: 0 } }));
    const sooner = await approved(rules, highFrom(350_000));
    await rules.activate(later, { on: at(10).slice(0, 10) as never }, anna);
    await rules.activate(sooner, {}, anna);
    w.clock.ms = Date.parse(at(20));
    await w.send(['account.health-scored', { accountId: 'A60', healthScore: 50 }, at(11)]);
    await w.react();
    expect(await rules.version(later)).toMatchObject({
      stage: 'approved',
      refusal: [{ code: 'rule-set-outdated' }],
    });
    expect(await rules.active()).toMatchObject({ version: sooner });
  });
});

describe('what keeps rule sets safe', () => {
  it('refuses a document with errors, all of them at once, and keeps nothing of it', async () => {
    const rules = rulesOn(await company());
    const broken = { ...highFrom(300_000), defaultTier: 'nobody', hitPolicy: 'all' };
    await expect(rules.saveDraft('next', broken, { seen: 'any' }, olga)).rejects.toMatchObject({
      code: 'invalid-input',
    });
    expect((await rules.state()).drafts).toEqual([]);
  });

  it('refuses to publish while a stored test fails', async () => {
    const rules = rulesOn(await company());
    const tests = [{ name: 'as before', facts: { arr: 260_000 }, expectTier: 'high' }];
    await rules.saveDraft('next', highFrom(300_000, { tests }), { seen: 'new' }, olga);
    await expect(rules.publish('next', { seen: 'any' }, olga)).rejects.toMatchObject({
      problems: [{ code: 'stored-test-failed', value: 'as before' }],
    });
  });

  it('refuses what goes beyond the limits, until somebody says why it may', async () => {
    const rules = rulesOn(await company());
    await rules.saveDraft('next', highFrom(300_000, { stability: { bufferPct: 0 } }), { seen: 'new' }, olga);
    const refused = rules.publish('next', { seen: 'any' }, olga);
    await expect(refused).rejects.toMatchObject({
      code: 'rule-set-limits',
      details: {
        value: [expect.stringContaining('33.33% of the accounts'), expect.stringContaining('hours')],
      },
    });
    const published = await rules.publish('next', { seen: 'any', override: 'agreed' }, olga);
    expect(published).toMatchObject({
      stage: 'published',
      impact: { accounts: 3, accountsChanged: 1, pctAccountsChanged: 33.33 },
      override: { reason: 'agreed' },
    });
  });

  it('does not let a draft loosen the limits for itself', async () => {
    const rules = rulesOn(await company());
    const loose = highFrom(300_000, { stability: { bufferPct: 0 }, limits: { maxPctAccountsChanged: 100 } });
    await rules.saveDraft('next', loose, { seen: 'new' }, olga);
    await expect(rules.publish('next', { seen: 'any' }, olga)).rejects.toMatchObject({
      code: 'rule-set-limits',
    });
  });

  it('refuses what its stored tests show too little of, until somebody says why that will do', async () => {
    const rules = rulesOn(await company());
    const tests = [{ name: 'high', facts: { arr: 400_000 }, expectTier: 'high' }];
    const wanting = (minPctTestCoverage: number): RuleSet =>
      highFrom(280_000, { tests, limits: { minPctTestCoverage, maxPctAccountsChanged: 5 } });
    // One test: a rule has decided, and each of the four comparisons was seen one way.
    await rules.saveDraft('next', wanting(41.7), { seen: 'new' }, olga);
    await expect(rules.publish('next', { seen: 'any' }, olga)).rejects.toMatchObject({
      code: 'rule-set-limits',
      details: { value: ['the stored tests show 41.6% of the rules (5 of 12), 41.7% must'] },
    });
    expect((await rules.state()).versions).toEqual([]);
    const overridden = await rules.publish('next', { seen: 'any', override: 'tests follow' }, olga);
    expect(overridden.override).toEqual({
      exceeded: [expect.stringContaining('41.6% of the rules')],
      reason: 'tests follow',
    });
    await rules.saveDraft('enough', wanting(41.6), { seen: 'new' }, olga);
    expect(await rules.publish('enough', { seen: 'any' }, olga)).not.toHaveProperty('override');
  });

  it('does not let a draft want less of its tests than the rule set in force does', async () => {
    const rules = rulesOn(await company());
    const strict = highFrom(300_000, { tests: defaultTests(300_000), limits: { minPctTestCoverage: 100 } });
    await rules.activate(await approved(rules, strict), {}, anna);
    const lax = highFrom(310_000, { tests: [], limits: { minPctTestCoverage: 0 } });
    await rules.saveDraft('lax', lax, { seen: 'new' }, olga);
    await expect(rules.publish('lax', { seen: 'any' }, olga)).rejects.toMatchObject({
      details: { value: ['the stored tests show 0% of the rules (0 of 12), 100% must'] },
    });
  });

  it('wants somebody else to approve: none of those who wrote it, nor who published it', async () => {
    const rules = rulesOn(await company());
    await rules.saveDraft('next', highFrom(300_000), { seen: 'new' }, olga);
    await rules.saveDraft('next', highFrom(310_000), { seen: 1 }, { id: 'piet', role: 'ops' });
    const { version } = await rules.publish('next', { seen: 'any', override: 'agreed' }, anna);
    for (const id of ['olga', 'piet', 'anna'])
      await expect(rules.judge(version, 'approve', {}, { id, role: 'admin' })).rejects.toMatchObject({
        code: 'rule-set-own',
      });
    await expect(rules.activate(version, {}, anna)).rejects.toMatchObject({ code: 'rule-set-stage' });
    const judged = await rules.judge(version, 'approve', {}, { id: 'zoe', role: 'approver' });
    expect(judged).toMatchObject({ stage: 'approved', approvedBy: 'zoe' });
  });

  it('refuses the edit of who has not seen the last one', async () => {
    const rules = rulesOn(await company());
    await rules.saveDraft('next', highFrom(300_000), { seen: 'new' }, olga);
    const stale = { code: 'rule-set-draft-changed' };
    await expect(rules.saveDraft('next', highFrom(310_000), { seen: 'new' }, anna)).rejects.toMatchObject(
      stale,
    );
    await rules.saveDraft('next', highFrom(310_000), { seen: 1 }, anna);
    await expect(rules.saveDraft('next', highFrom(320_000), { seen: 1 }, olga)).rejects.toMatchObject(stale);
    await expect(rules.discardDraft('next', { seen: 1 }, olga)).rejects.toMatchObject(stale);
    expect(await rules.draft('next')).toMatchObject({ revision: 2, authors: ['olga', 'anna'] });
  });

  it('refuses to undo by accident what came into force since', async () => {
    const rules = rulesOn(await company());
    await rules.saveDraft('slow', highFrom(320_000), { seen: 'new' }, olga);
    await rules.activate(await approved(rules, highFrom(280_000)), {}, anna);
    await expect(rules.publish('slow', { seen: 'any', override: 'x' }, olga)).rejects.toMatchObject({
      code: 'rule-set-outdated',
      details: { value: 1, expected: 'made from version 2' },
    });
  });

  it('records only one of two that are published at once', async () => {
    const w = await company();
    const [one, two] = [rulesOn(w), rulesOn(w)];
    await one.saveDraft('a', highFrom(280_000), { seen: 'new' }, olga);
    await one.saveDraft('b', highFrom(281_000), { seen: 'new' }, olga);
    const said = { seen: 'any', override: 'agreed' } as const;
    const both = await Promise.allSettled([one.publish('a', said, olga), two.publish('b', said, anna)]);
    const versions = (await one.state()).versions.map(({ version }) => version);
    expect(versions).toEqual(versions.map((_, i) => i + 2));
    for (const result of both)
      if (result.status === 'rejected')
        expect((result.reason as { code: string }).code).toBe('rule-set-outdated');
    for (const version of versions) expect((await one.documentOf(version)).version).toBe(version);
  });
});
