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
