import { NONE } from './frame/frame.js';
import { isDiscretionary, isMandatory, isMoved, isPlaced } from './plan/moves.js';
import type { Plan } from './plan/plan.js';
import type { PlanCounts, PlanMetrics } from './verification.js';

export function countsOf(plan: Plan): PlanCounts {
  const { setting, end, hours } = plan;
  const { accounts, csms, capacity, units, unitOf, holds } = setting;
  const count = (length: number, holdsFor: (index: number) => boolean): number => {
    let n = 0;
    for (let index = 0; index < length; index++) if (holdsFor(index)) n++;
    return n;
  };
  const unassigned = count(accounts.length, (i) => end[i]! < 0);
  return {
    accounts: accounts.length,
    assigned: accounts.length - unassigned,
    unassigned,
    moved: count(accounts.length, (i) => isMoved(plan, i)),
    mandatory: count(accounts.length, (i) => isMandatory(plan, i)),
    discretionary: count(accounts.length, (i) => isDiscretionary(plan, i)),
    placed: count(accounts.length, (i) => isPlaced(plan, i)),
    held: count(accounts.length, (i) => holds.heldAt[unitOf[i]!]! !== NONE),
    units: units.length,
    families: count(units.length, (u) => units[u]!.members.length > 1),
    splitFamilies: setting.splitFamilies.length,
    csms: csms.length,
    pools: count(csms.length, (j) => csms[j]!.pool),
    csmsWithoutCapacity: count(csms.length, (j) => capacity[j]! <= 0),
    csmsOverCapacity: count(csms.length, (j) => hours[j]! > capacity[j]! + 1e-9),
  };
}

export function metricsOf(plan: Plan): PlanMetrics {
  const { setting, hours, arr } = plan;
  const { csms, capacity } = setting;
  const persons = Array.from(csms.keys()).filter((j) => !csms[j]!.pool && capacity[j]! > 0);
  const utilisation = persons.map((j) => hours[j]! / capacity[j]!);
  const arrs = persons.map((j) => arr[j]!);
  return {
    giniUtilisation: gini(utilisation),
    giniArr: gini(arrs),
    cvUtilisation: variation(utilisation),
    cvArr: variation(arrs),
    meanUtilisation: mean(utilisation),
    maxUtilisation: utilisation.reduce((most, value) => Math.max(most, value), 0),
    overloadHours: sum(Array.from(csms.keys(), (j) => Math.max(0, hours[j]! - capacity[j]!))),
    ...pairMetrics(plan),
    ...moveMetrics(plan),
  };
}

type PairMetrics = Pick<
  PlanMetrics,
  'pairsInUse' | 'pairsToday' | 'pairsNew' | 'pairsKept' | 'continuityRate'
>;

function pairMetrics({ setting, end, pairs }: Plan): PairMetrics {
  let pairsKept = 0;
  for (const key of pairs) if (setting.todaysPairs.has(key)) pairsKept++;
  let [paired, familiar] = [0, 0];
  for (let i = 0; i < end.length; i++) {
    const [ae, j] = [setting.ae[i]!, end[i]!];
    if (ae === NONE || j < 0 || setting.csms[j]!.pool) continue;
    paired++;
    if (setting.todaysPairs.has(ae * setting.csms.length + j)) familiar++;
  }
  return {
    pairsInUse: pairs.size,
    pairsToday: setting.todaysPairs.size,
    pairsNew: pairs.size - pairsKept,
    pairsKept,
    continuityRate: paired === 0 ? 1 : familiar / paired,
  };
}

type MoveMetrics = Pick<PlanMetrics, 'pctAccountsMoved' | 'pctArrMoved' | 'arrUnassigned'>;

function moveMetrics(plan: Plan): MoveMetrics {
  const { setting, end } = plan;
  const book = { accounts: 0, arr: 0 };
  const moved = { accounts: 0, arr: 0 };
  let arrUnassigned = 0;
  for (const [i, { arr }] of setting.accounts.entries()) {
    if (end[i]! < 0) arrUnassigned += arr;
    if (setting.present[i] === NONE) continue;
    book.accounts++;
    book.arr += arr;
    if (!isMoved(plan, i)) continue;
    moved.accounts++;
    moved.arr += arr;
  }
  return {
    pctAccountsMoved: percent(moved.accounts, book.accounts),
    pctArrMoved: percent(moved.arr, book.arr),
    arrUnassigned,
  };
}

const percent = (part: number, whole: number): number => (whole === 0 ? 0 : (100 * part) / whole);
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]): number => (values.length === 0 ? 0 : sum(values) / values.length);

/** `Σ_i Σ_k |x_i − x_k| ÷ (2 n² mean)`: 0 when all are equal, towards 1 when one has everything; 0 when all are 0. */
export function gini(values: readonly number[]): number {
  const total = sum(values);
  const n = values.length;
  if (total === 0) return 0;
  const ranked = values
    .toSorted((a, b) => a - b)
    .reduce((weighted, value, rank) => weighted + (rank + 1) * value, 0);
  return (2 * ranked) / (n * total) - (n + 1) / n;
}

/** Standard deviation of the population ÷ mean; 0 when all are 0. */
export function variation(values: readonly number[]): number {
  const middle = mean(values);
  return middle === 0 ? 0 : Math.sqrt(mean(values.map((value) => (value - middle) ** 2))) / middle;
}
