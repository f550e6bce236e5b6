import type { Problem } from '../problem/problem.js';
import { mostAccountPoints } from '../problem/unassigned-points.js';
import type { Priced } from './joint-parts.js';
import { arcPriceOf, type FloorPart, pairPricesOf } from './multipliers.js';

/** The books of some CSMs together. */
export interface JointPart {
  /** Its optimum is what they cost at least, beside what the part leaves unassigned. */
  readonly problem: Problem;
  /** What the relaxation says that they cost at least, beside the same. */
  readonly books: number;
  /** The sum of the sizes of what was added up. */
  readonly magnitude: number;
}

/**
 * The books of every CSM whom a unit of the part may have. Units outside of it may stay away for nothing and pay their
 * price where they come; rows and pair ceilings have theirs. Arcs that cost more than `gap` beyond the bound are left
 * out. Undefined where nobody has a choice.
 */
export function jointPartOf(priced: Priced, part: FloorPart, gap: number): JointPart | undefined {
  const { problem, books: tree } = priced.relaxation;
  const inPart = new Uint8Array(problem.unitCount);
  for (const u of part.units) if (tree.onlyArc[u] < 0) inPart[u] = 1;
  const csms = csmsOf(problem, inPart);
  if (csms.size === 0) return undefined;
  const points = part.points - forcedPoints(priced, part);
  const builder = new JointBuilder(priced, points, csms, gap);
  for (let u = 0; u < problem.unitCount; u++) {
    if (tree.onlyArc[u] >= 0) builder.addForced(u, tree.onlyArc[u]);
    else if (inPart[u]) builder.addOwn(u);
    else builder.addGuest(u);
  }
  return { problem: builder.build(), ...booksOf(priced, part, points, inPart, csms) };
}

/** Points of the part's units that nobody can take: they are counted outside of the books. */
function forcedPoints({ relaxation: { problem, books } }: Priced, { units }: FloorPart): number {
  let points = 0;
  for (const u of units) {
    const only = books.onlyArc[u];
    if (only >= 0 && problem.arcCsm[only] < 0) points += problem.unassignedPoints[u];
  }
  return points;
}

function csmsOf({ arcStart, arcCsm }: Problem, inPart: Uint8Array): ReadonlySet<number> {
  const csms = new Set<number>();
  inPart.forEach((inside, u) => {
    if (inside) for (let a = arcStart[u]; a < arcStart[u + 1]; a++) if (arcCsm[a] >= 0) csms.add(arcCsm[a]);
  });
  return csms;
}

/** What the relaxation adds up for these CSMs and for the part's units. */
function booksOf(
  { relaxation, multipliers }: Priced,
  part: FloorPart,
  points: number,
  inPart: Uint8Array,
  csms: ReadonlySet<number>,
): Pick<JointPart, 'books' | 'magnitude'> {
  const { problem, pricer, search, books: tree, nobodyPrice } = relaxation;
  const share = multipliers.unassigned[multipliers.floor.indexOf(part)];
  // The discount of unassigned units, less what all plans leave.
  let books = -share * points;
  let magnitude = points;
  const add = (value: number): void => {
    books += value;
    magnitude += Math.abs(value);
  };
  inPart.forEach((inside, u) => {
    if (inside) add(Math.min(multipliers.unit[u], nobodyPrice[u]));
  });
  for (const j of csms) add(pricer.base[j] + search.gain[j]);
  for (const p of tree.loosePair) {
    if (csms.has(problem.pairCsm[p]))
      add(tree.pairForced[p] ? pricer.pairPrice[p] : Math.min(0, pricer.pairPrice[p]));
  }
  return { books, magnitude };
}

/** Takes units one after the other, with the arcs that they may take. */
class JointBuilder {
  private readonly units: number[] = [];
  private readonly arcStart = [0];
  private readonly arcCsm: number[] = [];
  private readonly arcCost: number[] = [];
  private readonly arcHours: number[] = [];
  private readonly pairStart = [0];
  private readonly pairOfArc: number[] = [];
  private readonly rowStart = [0];
  private readonly rowCoef: number[] = [];
  private readonly unassignedShare: Float64Array;
  private readonly account: number;

  constructor(
    private readonly priced: Priced,
    /** What every plan spends on the part's unassigned units, those without a choice left out. */
    private readonly points: number,
    private readonly csms: ReadonlySet<number>,
    private readonly gap: number,
  ) {
    const { problem } = priced.relaxation;
    this.unassignedShare = new Float64Array(problem.unitCount);
    this.account = mostAccountPoints(problem) || 1;
  }

  /** A unit without a choice: its points are counted elsewhere, its work and pairs are here. */
  addForced(u: number, arc: number): void {
    if (!this.csms.has(this.priced.relaxation.problem.arcCsm[arc])) return;
    this.addArc(arc, 0);
    this.end(u);
  }

  /** A unit of the part; whoever is left unassigned counts in the only row. */
  addOwn(u: number): void {
    const { problem } = this.priced.relaxation;
    for (let a = problem.arcStart[u]; a < problem.arcStart[u + 1]; a++) {
      if (!this.mayBeUsed(a)) continue;
      this.addArc(a, this.priceOf(u, a), problem.arcCsm[a] < 0 ? problem.unassignedPoints[u] : 0);
    }
    this.end(u);
  }

  /** A unit of others, which comes if that pays. */
  addGuest(u: number): void {
    const { relaxation, multipliers } = this.priced;
    const { problem } = relaxation;
    const before = this.arcCsm.length;
    for (let a = problem.arcStart[u]; a < problem.arcStart[u + 1]; a++) {
      if (!this.csms.has(problem.arcCsm[a]) || !this.mayBeUsed(a)) continue;
      this.addArc(a, this.priceOf(u, a) - multipliers.unit[u]);
    }
    if (this.arcCsm.length === before) return;
    this.addAway();
    this.end(u);
  }

  build(): Problem {
    const { relaxation, multipliers } = this.priced;
    const { problem } = relaxation;
    const { units } = this;
    const none = new Float64Array(units.length);
    const limit = this.points / this.account;
    return {
      ...problem,
      unitCount: units.length,
      arcStart: Int32Array.from(this.arcStart),
      arcCsm: Int32Array.from(this.arcCsm),
      arcCost: Float64Array.from(this.arcCost),
      arcHours: Float64Array.from(this.arcHours),
      unitArr: Float64Array.from(units, (u) => problem.unitArr[u]),
      todayArc: new Int32Array(units.length).fill(-1),
      unitSize: Int32Array.from(units, (u) => problem.unitSize[u]),
      unassignedPoints: none,
      unitRenewals: problem.unitRenewals.map((renewals) => Float64Array.from(units, (u) => renewals[u])),
      pairOfArcStart: Int32Array.from(this.pairStart),
      pairOfArc: Int32Array.from(this.pairOfArc),
      pairCost: pairPricesOf(problem, multipliers.pairCeiling),
      pairCeilings: [],
      rows: [{ kind: 'unassigned', subject: 'unassigned', limit }],
      rowOfArcStart: Int32Array.from(this.rowStart),
      rowOfArc: new Int32Array(this.rowCoef.length),
      rowCoef: Float64Array.from(this.rowCoef),
      meters: problem.meters.filter(({ csm }) => this.csms.has(csm)),
    };
  }

  private mayBeUsed(arc: number): boolean {
    return this.priced.reducedCosts[arc] <= this.gap;
  }

  /** Points and rows of an arc, without those of leaving its unit unassigned. */
  private priceOf(u: number, arc: number): number {
    const { relaxation, multipliers } = this.priced;
    return arcPriceOf(relaxation.problem, multipliers.row, this.unassignedShare, u, arc);
  }

  private addArc(arc: number, cost: number, unassigned = 0): void {
    const { arcCsm, arcHours, pairOfArcStart, pairOfArc } = this.priced.relaxation.problem;
    this.arcCsm.push(arcCsm[arc]);
    this.arcCost.push(cost);
    this.arcHours.push(arcHours[arc]);
    for (let k = pairOfArcStart[arc]; k < pairOfArcStart[arc + 1]; k++) this.pairOfArc.push(pairOfArc[k]);
    this.pairStart.push(this.pairOfArc.length);
    if (unassigned > 0) this.rowCoef.push(unassigned / this.account);
    this.rowStart.push(this.rowCoef.length);
  }

  private addAway(): void {
    this.arcCsm.push(-1);
    this.arcCost.push(0);
    this.arcHours.push(0);
    this.pairStart.push(this.pairOfArc.length);
    this.rowStart.push(this.rowCoef.length);
  }

  private end(u: number): void {
    this.units.push(u);
    this.arcStart.push(this.arcCsm.length);
  }
}
