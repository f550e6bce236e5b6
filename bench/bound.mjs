// The lower bound: node bench/bound.mjs [--sizes s200,s1000] [--company DIR --best 7178.86] [--iterations 200]
// Reads the built dist. DIR holds accounts.csv, csms.csv and aes.csv (node scripts/samples.mjs --out DIR); --best is the
// cost of the best plan known of it. CPU seconds are given beside wall seconds: they hold on a machine that does other
// things.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const dist = new URL('../dist/', import.meta.url);
const load = (path) => import(new URL(path, dist).href);
const { lagrangianBound, fixArcs } = await load('libs/planning/src/domain/bound/index.js');

/** The best plans known of the synthetic companies. */
const BEST = { s200: 392_717, s1000: 1_342_586, s5000: 4_503_256, s20000: 13_357_893, s100000: 62_190_667 };

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: 's200,s1000,s5000' },
    company: { type: 'string' },
    best: { type: 'string' },
    'as-of': { type: 'string', default: '2026-10-01' },
    iterations: { type: 'string', default: '200' },
  },
});

async function companyProblem(dir) {
  const { readInputs } = await load('apps/cli/src/plan/read-inputs.js');
  const { compile } = await load('libs/planning/src/domain/compile/index.js');
  const file = (name) => join(dir, `${name}.csv`);
  const files = { accounts: file('accounts'), csms: file('csms'), aes: file('aes') };
  const { input, problems } = await readInputs(files, values['as-of'], false, { readFile });
  if (!input) throw new Error(problems.map((p) => p.message).join('\n'));
  return compile(input).problem;
}

function measure(name, problem, best) {
  const [began, cpu] = [performance.now(), process.cpuUsage()];
  const found = lagrangianBound(problem, { upperBound: best, iterations: Number(values.iterations) });
  const used = process.cpuUsage(cpu);
  const keep = fixArcs(problem, found, best);
  const { points, settled } = found.provenUnassigned;
  console.log(
    JSON.stringify({
      name,
      arcs: keep.length,
      best,
      bound: Number(found.bound.toFixed(2)),
      gap: `${((100 * (best - found.bound)) / Math.max(1, best - points)).toFixed(3)}%`,
      iterations: found.iterations,
      cpuSeconds: Number(((used.user + used.system) / 1e6).toFixed(1)),
      wallSeconds: Number(((performance.now() - began) / 1000).toFixed(1)),
      unassigned: { points, settled },
      arcsLeft: keep.reduce((sum, k) => sum + k, 0),
      megabytes: Math.round(process.memoryUsage().rss / 2 ** 20),
    }),
  );
}

if (values.company) {
  measure(values.company, await companyProblem(values.company), Number(values.best ?? Infinity));
} else {
  const { labProblem } = await load('libs/planning/src/testing/lab-instance.js');
  for (const size of values.sizes.split(',')) measure(size, labProblem(size), BEST[size]);
}
