import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lintRuleSet, runStoredTests } from './index.js';

const folder = join(__dirname, '../../../samples/rulesets');
const samples = readdirSync(folder).filter(
  (name) => name.endsWith('.json') && !name.endsWith('.schema.json'),
);

describe('the sample rule sets', () => {
  it.each(samples)('%s has no errors and passes its own tests', async (name) => {
    const { ruleSet, problems } = lintRuleSet(readFileSync(join(folder, name)), name);
    expect(problems.filter((p) => p.code !== 'unused-fact')).toEqual([]);
    const results = await runStoredTests(ruleSet!);
    expect(results.filter((r) => !r.passed)).toEqual([]);
    expect(results.length).toBeGreaterThan(0);
  });
});
