import { seededRng, type Rng } from '@bailiwick/kernel';
import type { Meter, MeterPiece, Problem } from '../problem/problem.js';

/** The sizes of the lab's instances: accounts, CSMs, regions, mean accounts of an AE, workload scale. */
export const LAB_SIZES = {
  s200: { accounts: 200, csms: 10, regions: 1, aeMean: 30, workScale: 1 },
  s1000: { accounts: 1000, csms: 30, regions: 2, aeMean: 50, workScale: 1 },
  s5000: { accounts: 5000, csms: 100, regions: 5, aeMean: 80, workScale: 1 },
  s20000: { accounts: 20_000, csms: 200, regions: 10, aeMean: 80, workScale: 0.8 },
  s100000: { accounts: 100_000, csms: 500, regions: 20, aeMean: 80, workScale: 0.45 },
} as const;

export type LabSize = keyof typeof LAB_SIZES;

const MAX_ARCS = 12;
const POINT = 1000;
const FTE = 10_000;
/** Work of an account at ratios of 200, 50 and 20 accounts to a CSM. */
const TIER_WORK = [FTE / 200, FTE / 50, FTE / 20] as const;

/**
 * A synthetic company of the given size: one account a unit, at most 12 arcs each, one AE pair on every arc, hours
 * ceilings, and a balance meter for ARR and for hours on every CSM. Costs are whole numbers, in thousandths of a
 * point. The same size and seed give the same numbers on every machine.
 */
export function labProblem(size: LabSize, seed = 1): Problem {
  const draft = new LabDraft(size, seed);
  draft.sizeAccounts();
  draft.staff();
  draft.assignBook();
  draft.shock();
  return draft.problem();
}

const tierOf = (arr: number): number => (arr >= 250 ? 2 : arr >= 50 ? 1 : 0);

interface Spread {
  readonly work: Float64Array;
  readonly arr: Float64Array;
  readonly eligible: number[][];
}

class LabDraft {
  private readonly rng: Rng;
  private readonly aeCount: number;
  private readonly n: number;
  private readonly m: number;
  private readonly regions: number;
  private readonly workScale: number;
  private readonly ae: Int32Array;
  private readonly region: Int32Array;
  private readonly arr: Int32Array;
  private readonly work: Int32Array;
  private readonly tier: Int32Array;
  private readonly skill: Int32Array;
  private readonly today: Int32Array;
  private readonly unevenness: Float64Array;
  private readonly csmRegion: Int32Array;
  private readonly csmRegion2: Int32Array;
  private readonly csmTiers: Int32Array;
  private readonly csmSkills: Int32Array;
  private csmsOfRegion: number[][] = [];
  private readonly isNew: Uint8Array;
  private readonly expands: Uint8Array;
  private spread: Spread = { work: new Float64Array(0), arr: new Float64Array(0), eligible: [] };

  constructor(size: LabSize, seed: number) {
    const { accounts: n, csms: m, regions, aeMean, workScale } = LAB_SIZES[size];
    this.rng = seededRng(seed * 7919 + n);
    [this.n, this.m, this.regions, this.workScale] = [n, m, regions, workScale];
    const ints = (k: number) => new Int32Array(k);
    [this.ae, this.region, this.arr, this.work] = [ints(n), ints(n), ints(n), ints(n)];
    [this.tier, this.skill, this.today] = [ints(n), ints(n), ints(n).fill(-1)];
    this.unevenness = new Float64Array(n);
    [this.csmRegion, this.csmRegion2, this.csmTiers, this.csmSkills] = [
      ints(m),
      ints(m).fill(-1),
      ints(m),
      ints(m),
    ];
    [this.isNew, this.expands] = [new Uint8Array(n), new Uint8Array(n)];
    this.aeCount = this.patchAccountsToAes(aeMean);
  }

  private between(low: number, high: number): number {
    return low + this.rng.int(high - low + 1);
  }

  private gauss(): number {
    return Math.sqrt(-2 * Math.log(1 - this.rng.next())) * Math.cos(2 * Math.PI * this.rng.next());
  }

  /** Every AE sells in one region and has 20 to 200 accounts. */
  private patchAccountsToAes(mean: number): number {
    let a = 0;
    for (let first = 0; first < this.n; a++) {
      let patch = Math.round(Math.min(200, Math.max(20, mean * Math.exp(0.5 * this.gauss()))));
      if (first + patch > this.n - 20) patch = this.n - first;
      this.ae.fill(a, first, first + patch);
      this.region.fill(a % this.regions, first, first + patch);
      first += patch;
    }
    return a;
  }

  /** Heavy-tailed ARR, its median set so that the work is about 0.9 of the CSMs' time. */
  sizeAccounts(): void {
    const g = new Float64Array(this.n);
    for (let i = 0; i < this.n; i++) {
      g[i] = this.gauss();
      this.unevenness[i] = 0.7 + 0.7 * this.rng.next();
      this.skill[i] = this.rng.next() < 0.25 ? this.between(1, 3) : 0;
    }
    const median = this.medianArr(g);
    for (let i = 0; i < this.n; i++) {
      this.arr[i] = Math.max(2, Math.min(8000, Math.round(Math.exp(median + 1.3 * g[i]!))));
      this.tier[i] = tierOf(this.arr[i]!);
      this.work[i] = Math.max(4, Math.round(this.tierWork(i) * this.unevenness[i]!));
    }
  }

  private tierWork(i: number): number {
    return this.workScale * TIER_WORK[this.tier[i]!]!;
  }

  private medianArr(g: Float64Array): number {
    let [low, high] = [Math.log(3), Math.log(600)];
    for (let step = 0; step < 40; step++) {
      const mid = (low + high) / 2;
      let total = 0;
      for (let i = 0; i < this.n; i++)
        total += this.workScale * TIER_WORK[tierOf(Math.exp(mid + 1.3 * g[i]!))]! * this.unevenness[i]!;
      if (total > 0.9 * this.m * FTE) high = mid;
      else low = mid;
    }
    return low;
  }

  /** CSMs per region, for the tiers in proportion to their work; some serve two tiers or two regions. */
  staff(): void {
    const work = Array.from({ length: this.regions }, () => [0, 0, 0]);
    for (let i = 0; i < this.n; i++) work[this.region[i]!]![this.tier[i]!]! += this.work[i]!;
    for (let region = 0; region < this.regions; region++) this.staffRegion(region, work[region]!);
    this.csmsOfRegion = Array.from({ length: this.regions }, () => []);
    for (let j = 0; j < this.m; j++) {
      this.csmsOfRegion[this.csmRegion[j]!]!.push(j);
      if (this.csmRegion2[j]! >= 0) this.csmsOfRegion[this.csmRegion2[j]!]!.push(j);
    }
  }

  private staffRegion(region: number, work: readonly number[]): void {
    const csms: number[] = [];
    for (let j = region; j < this.m; j += this.regions) csms.push(j);
    const total = work[0]! + work[1]! + work[2]!;
    const [first, second] = [work[0]! / total, work[0]! / total + work[1]! / total];
    csms.forEach((j, k) => {
      const rank = (k + 0.5) / csms.length;
      const tier = rank < first ? 0 : rank < second ? 1 : 2;
      this.csmTiers[j] = (1 << tier) | this.secondTier(tier);
      this.csmRegion[j] = region;
      if (this.regions > 1 && this.rng.next() < 0.05) this.csmRegion2[j] = (region + 1) % this.regions;
      this.csmSkills[j] = 1 | this.skillBit(2) | this.skillBit(4) | this.skillBit(8);
    });
  }

  private secondTier(tier: number): number {
    if (this.rng.next() >= 0.45) return 0;
    if (tier !== 1) return 2;
    return this.rng.next() < 0.5 ? 1 : 4;
  }

  private skillBit(bit: number): number {
    return this.rng.next() < 0.6 ? bit : 0;
  }

  private hasSkill(i: number, j: number): boolean {
    return ((this.csmSkills[j]! >> this.skill[i]!) & 1) === 1;
  }

  /** Who may serve account i; where fewer than three may, its skill is dropped, and then its tier. */
  private eligible(i: number): number[] {
    const near = this.csmsOfRegion[this.region[i]!]!;
    const may = (j: number) => ((this.csmTiers[j]! >> this.tier[i]!) & 1) === 1 && this.hasSkill(i, j);
    let list = near.filter(may);
    if (list.length < 3) {
      this.skill[i] = 0;
      list = near.filter(may);
    }
    return list.length < 2 ? near.filter((j) => this.hasSkill(i, j)) : list;
  }

  /** What each CSM carries when every account is split evenly over those who may serve it. */
  private spreadEvenly(): Spread {
    const [work, arr] = [new Float64Array(this.m), new Float64Array(this.m)];
    const eligible: number[][] = [];
    for (let i = 0; i < this.n; i++) {
      const list = this.eligible(i);
      eligible.push(list);
      for (const j of list) {
        work[j]! += this.work[i]! / list.length;
        arr[j]! += this.arr[i]! / list.length;
      }
    }
    return { work, arr, eligible };
  }

  private shuffled(): number[] {
    const order = Array.from({ length: this.n }, (_, i) => i);
    for (let i = this.n - 1; i > 0; i--) {
      const k = this.between(0, i);
      [order[i], order[k]] = [order[k]!, order[i]!];
    }
    return order;
  }

  /** Today's book: an AE's accounts of a tier mostly share one CSM; 3 % of the accounts are new. */
  assignBook(): void {
    for (let i = 0; i < this.n; i++) {
      const u = this.rng.next();
      if (u < 0.03) this.isNew[i] = 1;
      else if (u < 0.07) this.expands[i] = 1;
    }
    this.spread = this.spreadEvenly();
    const capacity = this.spread.work.map((x) => x / 0.9);
    const load = new Float64Array(this.m);
    const homes = Array.from({ length: this.aeCount }, () => [-1, -1, -1]);
    for (const i of this.shuffled()) {
      if (this.isNew[i]) continue;
      const list = this.spread.eligible[i]!;
      const room = (j: number, share = 1) => load[j]! + this.work[i]! <= capacity[j]! * share;
      let j = this.rng.next() > 0.1 ? this.atHome(i, homes[this.ae[i]!]!, list, room) : -1;
      if (j < 0) {
        const free = list.filter((k) => room(k));
        j = this.pick(free.length > 0 ? free : list);
      }
      this.today[i] = j;
      load[j]! += this.work[i]!;
    }
  }

  private pick(list: readonly number[]): number {
    return list[this.between(0, list.length - 1)]!;
  }

  private atHome(
    i: number,
    homes: number[],
    list: readonly number[],
    room: (j: number, share?: number) => boolean,
  ): number {
    const tier = this.tier[i]!;
    const fits = (j: number) => j >= 0 && list.includes(j) && room(j);
    if (fits(homes[tier]!)) return homes[tier]!;
    let found = -1;
    for (const home of homes) if (fits(home)) found = home;
    if (found >= 0) return found;
    const free = list.filter((k) => room(k, 0.97));
    if (free.length === 0) return -1;
    found = this.pick(free);
    homes[tier] = found;
    return found;
  }

  /** What happened since: some accounts grew, and the books of a few newly hired CSMs are empty. */
  shock(): void {
    for (let i = 0; i < this.n; i++) {
      if (!this.expands[i]) continue;
      this.arr[i] = Math.min(8000, Math.round(this.arr[i]! * (1.4 + 1.2 * this.rng.next())));
      this.tier[i] = tierOf(this.arr[i]!);
      this.work[i] = Math.max(this.work[i]!, Math.round(this.tierWork(i) * this.unevenness[i]! * 1.2));
    }
    const hired = new Set<number>();
    for (let k = 0; k < Math.ceil(this.m / 50); k++) hired.add(this.between(0, this.m - 1));
    for (let i = 0; i < this.n; i++) if (hired.has(this.today[i]!)) this.today[i] = -1;
    this.spread = this.spreadEvenly();
  }

  problem(): Problem {
    const [ceiling, targetArr] = [new Float64Array(this.m), new Float64Array(this.m)];
    for (let j = 0; j < this.m; j++) {
      ceiling[j] = Math.round((this.spread.work[j]! / 0.9) * (0.97 + 0.06 * this.rng.next()) + 60);
      targetArr[j] = Math.max(50, Math.round(this.spread.arr[j]!));
    }
    const { csm, cost, pair, pairAe, pairCsm, pairCost, arcStart, todayArc } = this.arcs();
    const arcs = csm.length;
    const arcHours = new Float64Array(arcs);
    for (let i = 0; i < this.n; i++) arcHours.fill(this.work[i]!, arcStart[i], arcStart[i + 1]);
    return {
      unitCount: this.n,
      csmCount: this.m,
      arcStart,
      arcCsm: Int32Array.from(csm),
      arcCost: Float64Array.from(cost),
      arcHours,
      unitArr: Float64Array.from(this.arr),
      todayArc,
      unitSize: new Int32Array(this.n).fill(1),
      unassignedPoints: new Float64Array(this.n),
      pairOfArcStart: Int32Array.from({ length: arcs + 1 }, (_, a) => a),
      pairOfArc: Int32Array.from(pair),
      pairCount: pairAe.length,
      pairCost: Float64Array.from(pairCost),
      pairKind: new Uint8Array(pairAe.length),
      pairOwner: Int32Array.from(pairAe),
      pairCsm: Int32Array.from(pairCsm),
      avpOfAe: new Int32Array(this.aeCount).fill(-1),
      pairCeilings: [],
      rows: [],
      rowOfArcStart: new Int32Array(arcs + 1),
      rowOfArc: new Int32Array(0),
      rowCoef: new Float64Array(0),
      ceiling,
      meters: balanceMeters(ceiling, targetArr),
      unitRenewals: [],
    };
  }

  private arcs() {
    const { n, m, ae, today } = this;
    const inBook = new Set<number>();
    for (let i = 0; i < n; i++) if (today[i]! >= 0) inBook.add(ae[i]! * m + today[i]!);
    const [csm, cost, pair]: [number[], number[], number[]] = [[], [], []];
    const [pairAe, pairCsm, pairCost]: [number[], number[], number[]] = [[], [], []];
    const [arcStart, todayArc] = [new Int32Array(n + 1), new Int32Array(n).fill(-1)];
    const pairIndex = new Map<number, number>();
    for (let i = 0; i < n; i++) {
      const moveCost = this.moveCost(i);
      for (const candidate of this.candidates(i, inBook)) {
        const { j, fit } = candidate;
        if (j === today[i]) todayArc[i] = csm.length;
        const key = ae[i]! * m + j;
        let p = pairIndex.get(key);
        if (p === undefined) {
          p = pairAe.length;
          pairIndex.set(key, p);
          pairAe.push(ae[i]!);
          pairCsm.push(j);
          pairCost.push((inBook.has(key) ? 3 : 12) * POINT);
        }
        csm.push(j);
        cost.push(fit + (today[i]! >= 0 && j !== today[i] ? moveCost : 0));
        pair.push(p);
      }
      arcStart[i + 1] = csm.length;
    }
    return { csm, cost, pair, pairAe, pairCsm, pairCost, arcStart, todayArc };
  }

  private moveCost(i: number): number {
    const renewalSoon = this.rng.next() < 0.25 ? 2 : 1;
    return Math.round(POINT * (4 + 6 * Math.log10(Math.max(this.arr[i]!, 5) / 5)) * renewalSoon);
  }

  /** Today's CSM, then those paired with the AE, then the best fit; the twelve best, by CSM. */
  private candidates(i: number, inBook: ReadonlySet<number>): { j: number; fit: number; rank: number }[] {
    const list = this.spread.eligible[i]!;
    const candidates = list.map((j) => {
      const stays = j === this.today[i];
      const rank = stays ? -2 : inBook.has(this.ae[i]! * this.m + j) ? -1 : 0;
      return { j, fit: stays ? 0 : Math.round(3000 * this.rng.next()), rank };
    });
    candidates.sort((x, y) => x.rank - y.rank || x.fit - y.fit || x.j - y.j);
    return candidates.slice(0, MAX_ARCS).sort((x, y) => x.j - y.j);
  }
}

function balanceMeters(ceiling: Float64Array, targetArr: Float64Array): Meter[] {
  const meters: Meter[] = [];
  const slope = (points: number, of: number) => Math.max(1, Math.round(points / of));
  for (let csm = 0; csm < ceiling.length; csm++) {
    const [target, capacity] = [targetArr[csm]!, ceiling[csm]!];
    const arr = (side: 1 | -1, at: number, points: number): MeterPiece => ({
      term: 'balanceArr',
      side,
      at,
      slope: slope(points, target),
    });
    const hours = (side: 1 | -1, at: number, points: number): MeterPiece => ({
      term: 'balanceHours',
      side,
      at,
      slope: slope(points, capacity),
    });
    meters.push({
      quantity: 'arr',
      csm,
      pieces: [
        arr(1, Math.floor(target * 1.1), 100_000),
        arr(1, Math.floor(target * 1.3), 200_000),
        arr(-1, Math.ceil(target * 0.9), 100_000),
        arr(-1, Math.ceil(target * 0.7), 200_000),
      ],
    });
    meters.push({
      quantity: 'hours',
      csm,
      pieces: [hours(1, Math.floor(capacity * 0.95), 200_000), hours(-1, Math.ceil(capacity * 0.8), 50_000)],
    });
  }
  return meters;
}
