import { type PolicyFigures } from './measure-stability.js';
import { runStabilityBench } from './run-stability-bench.js';

async function bench(json: boolean): Promise<string> {
  let out = '';
  const io = {
    stdout: (text: string) => void (out += text),
    stderr: () => undefined,
    readFile: () => Promise.reject(new Error('nothing is read')),
  };
  await runStabilityBench({ accounts: 400, months: 24, seed: 3, json }, io);
  return out;
}

it('bench stability tells how restless tiers are under each policy, the same for the same seed', async () => {
  const policies = JSON.parse(await bench(true)).policies as PolicyFigures[];
  const moves = new Map(policies.map(({ name, movesPerAccountYear }) => [name, movesPerAccountYear]));
  expect(policies).toHaveLength(7);
  expect(policies[0]).toMatchObject({ name: 'no policy', pctOffRawTier: 0 });
  for (const [calm, restless] of [
    ['3-month dwell', 'no policy'],
    ['±10% buffer', '±5% buffer'],
    ['±5% buffer, 2 confirmations', '±5% buffer'],
  ])
    expect(moves.get(calm!)).toBeLessThan(moves.get(restless!)!);
  const table = await bench(false);
  expect(table).toContain(policies[0]!.movesPerAccountYear.toFixed(4));
});
