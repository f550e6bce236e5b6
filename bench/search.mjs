// Local search on the synthetic companies: node bench/search.mjs [--sizes s200,s1000] [--iterations 10000000] [--seed 1]
// Reads the built dist. CPU seconds are given beside wall seconds: they hold on a machine that does other things.
import { parseArgs } from 'node:util';

const dist = new URL('../dist/libs/planning/src/', import.meta.url);
const load = (path) => import(new URL(path, dist).href);
const { labProblem } = await load('testing/lab-instance.js');
const { construct } = await load('domain/search/construct.js');
const { improve } = await load('domain/search/improve.js');
const { evaluateSolution } = await load('domain/problem/evaluate.js');

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: 's200,s1000,s5000' },
    iterations: { type: 'string', default: '10000000' },
    seed: { type: 'string', default: '1' },
  },
});

for (const size of values.sizes.split(',')) {
  const problem = labProblem(size);
  const start = construct(problem);
  const [began, cpu] = [performance.now(), process.cpuUsage()];
  const result = improve(problem, start, {
    iterations: Number(values.iterations),
    seed: Number(values.seed),
  });
  const used = process.cpuUsage(cpu);
  const cpuSeconds = (used.user + used.system) / 1e6;
  console.log(
    JSON.stringify({
      size,
      constructed: evaluateSolution(problem, start).objective,
      objective: result.objective,
      feasible: result.feasible,
      iterations: result.iterations,
      cpuSeconds: Number(cpuSeconds.toFixed(1)),
      wallSeconds: Number(((performance.now() - began) / 1000).toFixed(1)),
      movesPerCpuSecond: Math.round(result.iterations / cpuSeconds),
    }),
  );
}
