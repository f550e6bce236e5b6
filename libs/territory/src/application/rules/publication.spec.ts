import { defaultRuleSet } from '@bailiwick/contracts';
import { type CheckedRuleSet, checkRuleSet, evaluatorsOf } from '@bailiwick/tiering';
import { olga, rulesOn } from '../../../test-support/rules-on-world.js';
import { account, at, csm, ruleSet, World } from '../../../test-support/world.js';
import type { BookSample } from './impact-on-process.js';
import { demandParity } from './publication.js';

async function company(): Promise<World> {
  const w = new World();
  w.clock.ms = Date.parse(at(2));
  await w.send(
    ['csm.joined', csm('C1'), at(0)],
    ['account.new', account('A60', { arr: 60_000 }), at(1)],
    ['account.new', account('A260', { arr: 260_000 }), at(1, 1)],
  );
  await w.react();
  return w;
}

const sample = {
  accounts: [
    { accountId: 'A60', arr: 60_000 },
    { accountId: 'A260', arr: 260_000 },
  ],
} as unknown as BookSample;

describe('both evaluators at a publication', () => {
  it('are asked about accounts of the book, by the rules that are to be published', async () => {
    const asked: CheckedRuleSet[] = [];
    const w = await company();
    const rules = rulesOn(w, undefined, {
      sample: (next) => {
        asked.push(next);
        return Promise.reject(new Error('the sample was asked for'));
      },
    });
    await rules.saveDraft('next', { ...defaultRuleSet, id: 'edited' }, { seen: 'new' }, olga);
    await expect(rules.publish('next', { seen: 'any' }, olga)).rejects.toThrow('the sample was asked for');
    expect(asked.map(({ id }) => id)).toEqual(['edited']);
    expect((await rules.state()).versions).toEqual([]);
  });

  it('have to name the same rule for each of them', async () => {
    const both = evaluatorsOf(checkRuleSet(defaultRuleSet), 'service');
    await expect(demandParity(ruleSet, sample, both)).resolves.toBeUndefined();
    const wrong = { ...both, compiled: { ...both.compiled, winner: () => 'low-arr' } };
    await expect(demandParity(ruleSet, sample, wrong)).rejects.toMatchObject({
      code: 'evaluators-disagree',
      details: { value: 'low-arr and high-arr' },
    });
  });
});
