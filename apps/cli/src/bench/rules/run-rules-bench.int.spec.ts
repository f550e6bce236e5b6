import { analyseRuleSet } from '@bailiwick/tiering';
import { benchRuleSet } from './bench-rules.js';
import { runRulesBench } from './run-rules-bench.js';

it('bench rules measures every way in one run and tells its targets', async () => {
  let out = '';
  const io = {
    stdout: (text: string) => void (out += text),
    stderr: () => undefined,
    readFile: () => Promise.reject(new Error('nothing is read')),
  };
  await runRulesBench({ accounts: 300, rules: 12, repeats: 1, json: true }, io);
  const { figures, targets } = JSON.parse(out);
  expect(figures.ways.map(({ accounts }: { accounts: number }) => accounts)).toEqual([
    300, 300, 300, 300, 300,
  ]);
  expect(figures.timesEngine.firstMatch).toBeGreaterThan(1);
  expect(figures.analysis.boxes).toBeGreaterThan(12);
  expect(targets).toHaveLength(2);
  out = '';
  await runRulesBench({ accounts: 50, rules: 3, repeats: 1, json: false }, io);
  expect(out).toContain('compiled rules against the engine: ');
});

it('200 rules as ops write them are analysed to the end, for the work of well under a second', () => {
  const { unanswered, boxes, findings } = analyseRuleSet(benchRuleSet(200));
  expect(unanswered).toEqual([]);
  // Some 30 boxes a millisecond; twelve rules take two hundred.
  expect(boxes).toBeLessThan(25_000);
  expect(findings.map(({ code }) => code)).toContain('rule-never-decides');
});
