import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type AccountId, type CsmId, seededRng } from '@bailiwick/kernel';
import type { PlanOptions, PlanProgress } from '../../application/plan-territories/plan-options.js';
import { planTerritories } from '../../application/plan-territories/plan-territories.js';
import type { PlanningEngine } from '../../application/planning-engine.port.js';
import type { Plan } from '../../domain/plan/plan.js';
import { verifierOf } from '../../domain/verify/index.js';
import { randomCompany } from '../../testing/random-company.js';
import { SolverPool } from '../solver/solver-pool.js';
import { threadedEngine } from './threaded-engine.js';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const FAULTY = new URL('./faulty-engine.worker.fixture.mjs', import.meta.url).href;
const folder = mkdtempSync(join(tmpdir(), 'bailiwick-faults-'));
afterAll(() => rmSync(folder, { recursive: true }));
const company = randomCompany(seededRng(5), { accounts: 30, csms: 5, aes: 4, features: 0.3 });
const options: PlanOptions = { seed: 1, iterations: 5_000, timeLimitSeconds: null, solver: 'auto' };
/** What the faulty solver dies of. */
const CRASHING_SOLVER = 1;

interface Fault {
  readonly how: 'exits' | 'throws' | 'dies later' | 'hangs';
  readonly steps: string;
}

/** Makes a plan by threads of which some go wrong. */
async function planWith(fault: Fault, more: Partial<PlanOptions> = {}, solvers?: SolverPool): Promise<Plan> {
  const workerFile = join(folder, `${fault.how} ${fault.steps}.mjs`);
  const [from, what] = [FAULTY, fault].map((x) => JSON.stringify(x));
  writeFileSync(workerFile, `import { faulty } from ${from};\nexport default faulty(${what});\n`);
  const engine = threadedEngine({ workerFile, graceSeconds: 1 });
  const all = solvers ? solversOf(solvers) : engine.solvers;
  try {
    return await planTerritories(company, { ...options, ...more }, { ...engine, solvers: all }, Date.now);
  } finally {
    await engine.close();
  }
}

/** The same, and every solver crashes. */
async function withoutSolvers(fault: Fault): Promise<Plan> {
  const pool = new SolverPool({ threads: 1, workerFile: here('../solver/faulty.worker.fixture.mjs') });
  try {
    return await planWith(fault, { seed: CRASHING_SOLVER }, pool);
  } finally {
    await pool.close();
  }
}

function solversOf(pool: SolverPool): PlanningEngine['solvers'] {
  return { auto: pool.solver('auto'), highs: pool.solver('highs'), glpk: pool.solver('glpk') };
}

function assignmentOf(plan: Plan): Map<AccountId, CsmId | null> {
  return new Map(plan.accounts.map((a) => [a.accountId, a.csmId]));
}

/** The plan keeps every hard constraint, and says of itself what is so. */
function expectVerified(plan: Plan): void {
  const verification = verifierOf(company).verify(assignmentOf(plan));
  expect(verification.violations).toEqual([]);
  expect(plan.objective).toBeCloseTo(verification.objective, 6);
  expect(plan.bound ?? 0).toBeLessThanOrEqual(plan.objective);
}

describe('a plan whose steps are lost', () => {
  let whole: Plan;
  beforeAll(async () => {
    whole = await planWith({ how: 'throws', steps: 'none' });
    expect([whole.status, whole.solver.losses]).toEqual(['optimal', undefined]);
  });

  it.each<[string, Fault]>([
    ['the searches from nothing', { how: 'exits', steps: 'search' }],
    ['the searches from a plan', { how: 'throws', steps: 'improve' }],
    ['the first prices', { how: 'dies later', steps: 'bound 30' }],
    ['the bound', { how: 'exits', steps: 'bound 150' }],
  ])('because their threads die is made without: %s', async (_, fault) => {
    const plan = await planWith(fault);
    expect(plan.solver.losses).toEqual([expect.stringMatching(/^a (search|bound) died with its thread: /)]);
    expectVerified(plan);
    expect(plan.bound).toBeLessThanOrEqual(whole.objective);
    expect(whole.bound).toBeLessThanOrEqual(plan.objective);
  });

  it('with the solvers and the last bound keeps the bound before', async () => {
    const plan = await withoutSolvers({ how: 'throws', steps: 'bound 400' });
    expect(plan.solver.losses).toHaveLength(2);
    expectVerified(plan);
    expect(plan.bound).toBeLessThanOrEqual(whole.objective);
    expect(plan.bound).toBeGreaterThan(0);
  });

  it('with every thread, of solvers too, is the constructed one, of which nothing is proven', async () => {
    const plan = await withoutSolvers({ how: 'exits', steps: 'all' });
    expect([plan.status, plan.bound, plan.gap]).toEqual(['feasible', null, null]);
    expect(plan.solver.losses).toHaveLength(3);
    expectVerified(plan);
  });

  it.each<[RegExp, Fault]>([
    [/^a search did not end/, { how: 'hangs', steps: 'search' }],
    [/^a bound did not end/, { how: 'hangs', steps: 'bound 30' }],
  ])('because their threads hang is made when the time is up: %s', async (lost, fault) => {
    const plan = await planWith(fault, { iterations: null, timeLimitSeconds: 3 });
    expect(plan.solver.losses).toContainEqual(expect.stringMatching(lost));
    expectVerified(plan);
  });

  it('because it is cancelled while a thread hangs ends all the same', async () => {
    const cancel = new AbortController();
    const fault: Fault = { how: 'hangs', steps: 'improve' };
    const making = planWith(fault, { iterations: null, timeLimitSeconds: 600, signal: cancel.signal });
    setTimeout(() => cancel.abort(), 3_000);
    expectVerified(await making);
  });
});

describe('a plan that is cancelled', () => {
  it.each(['compile', 'search', 'prove'] as const)('is the best so far: in %s', async (phase) => {
    const cancel = new AbortController();
    if (phase === 'compile') cancel.abort();
    const onProgress = (p: PlanProgress): void => {
      if (p.phase === phase) cancel.abort();
    };
    const none: Fault = { how: 'throws', steps: 'none' };
    const endless = { iterations: null, timeLimitSeconds: 600, signal: cancel.signal, onProgress };
    const plan = await planWith(none, endless);
    expect(plan.solver.stoppedByTime || plan.status === 'optimal').toBe(true);
    expectVerified(plan);
  });

  it.each([0.1, 1])('by a time limit of %d s is the best so far', async (timeLimitSeconds) => {
    expectVerified(await planWith({ how: 'throws', steps: 'none' }, { iterations: null, timeLimitSeconds }));
  });
});
