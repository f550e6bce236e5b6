import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bailiwick, repository } from '../support/cli.js';

const golden = (name: string): string =>
  readFileSync(join(repository, 'test', 'golden', 'explanations', `${name}.txt`), 'utf8');
const COMPANY = join('samples', 'company', 'accounts.csv');

/** Read them before you change them: they are for people who have never seen the rules, nor this code. */
describe('the explanation of an account of the sample company', () => {
  it.each([
    ['strategic', 'default', 'A0033'],
    ['kept-by-the-buffer', 'default', 'A0013'],
    ['by-a-score', 'scored', 'A0040'],
  ])('%s', async (name, rules, account) => {
    const file = join('samples', 'rulesets', `${rules}.json`);
    const { code, stdout } = await bailiwick([
      'rules',
      'explain',
      file,
      '--accounts',
      COMPANY,
      '--account',
      account,
    ]);
    expect([code, stdout]).toEqual([0, golden(name)]);
  });
});
