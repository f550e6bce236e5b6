import {
  RowRole,
  type DeviationColumn,
  type LoadColumn,
  type MipModel,
  type TerritoryModel,
} from './mip-model.js';

/** A model whose columns and rows have names; made when asked for, since a big model has millions. */
export interface NamedModel {
  readonly model: MipModel;
  columnName(column: number): string;
  rowName(row: number): string;
}

/** Ids by index, as a person knows them; made-up ones (`u0`, `c0`, `ae0`, `avp0`) where left out. */
export interface ProblemIds {
  readonly units?: readonly string[];
  readonly csms?: readonly string[];
  readonly aes?: readonly string[];
  readonly avps?: readonly string[];
}

const LONGEST_TOKEN = 48;

/**
 * Names that LP and MPS files may hold, unique and readable: `x_<unit>_<csm>`, `y_<ae>_<csm>`, `z_<avp>_<csm>`,
 * `hours_<csm>`, `assign_<unit>` and so on. In an id every character but letters, digits and the dot becomes a dot;
 * ids that then coincide get `~2`, `~3`, ….
 */
export function nameTerritoryModel(model: TerritoryModel, ids: ProblemIds = {}): NamedModel {
  const tokens = makeTokens(model, ids);
  const pairs = pairNames(model, tokens);
  const columnName = (column: number): string => {
    const { arcCount, problem } = model;
    if (column < arcCount) return `x_${arcToken(model, tokens, column)}`;
    if (column < arcCount + problem.pairCount) return pairs[column - arcCount]!;
    return tokens.rest[column - arcCount - problem.pairCount]!;
  };
  return { model, columnName, rowName: (row) => rowName(model, tokens, pairs, row) };
}

/** Names `c<j>` and `r<i>` for a model that has none. */
export function numberModel(model: MipModel): NamedModel {
  return { model, columnName: (j) => `c${j}`, rowName: (i) => `r${i}` };
}

interface Tokens {
  readonly units: readonly string[];
  readonly csms: readonly string[];
  readonly aes: readonly string[];
  readonly avps: readonly string[];
  /** The unit of each arc. */
  readonly unitOfArc: Int32Array;
  /** Names of the load and deviation columns. */
  readonly rest: readonly string[];
}

function makeTokens(model: TerritoryModel, ids: ProblemIds): Tokens {
  const { problem } = model;
  const aeCount = Math.max(problem.avpOfAe.length, ownerCount(model, 0));
  const avpCount = Math.max(
    problem.avpOfAe.reduce((most, avp) => Math.max(most, avp + 1), 0),
    ownerCount(model, 1),
  );
  const csms = tokensOf(ids.csms, problem.csmCount, 'c', ['nobody']);
  const unitOfArc = new Int32Array(model.arcCount);
  for (let u = 0; u < problem.unitCount; u++) unitOfArc.fill(u, problem.arcStart[u], problem.arcStart[u + 1]);
  return {
    units: tokensOf(ids.units, problem.unitCount, 'u'),
    csms,
    aes: tokensOf(ids.aes, aeCount, 'ae'),
    avps: tokensOf(ids.avps, avpCount, 'avp'),
    unitOfArc,
    rest: restNames(model, csms),
  };
}

function ownerCount({ problem }: TerritoryModel, kind: 0 | 1): number {
  return problem.pairOwner.reduce(
    (most, owner, p) => (problem.pairKind[p] === kind ? Math.max(most, owner + 1) : most),
    0,
  );
}

function tokensOf(
  ids: readonly string[] | undefined,
  count: number,
  prefix: string,
  reserved: string[] = [],
): string[] {
  const unique = uniqueNames(reserved);
  return Array.from({ length: count }, (_, k) => unique(toToken(ids?.[k] ?? `${prefix}${k}`)));
}

function toToken(id: string): string {
  const legal = id.replace(/[^A-Za-z0-9.]/gu, '.');
  return legal.length <= LONGEST_TOKEN ? legal || '.' : `${legal.slice(0, LONGEST_TOKEN)}~`;
}

/** Gives each name back once; a name seen before gets the next free `~n`. */
function uniqueNames(reserved: readonly string[] = []): (name: string) => string {
  const seen = new Map<string, number>(reserved.map((name) => [name, 1]));
  return (name) => {
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return times === 1 ? name : `${name}~${times}`;
  };
}

function arcToken({ problem }: TerritoryModel, tokens: Tokens, arc: number): string {
  const csm = problem.arcCsm[arc]!;
  const unit = tokens.unitOfArc[arc]!;
  let twin = 1;
  for (let k = arc - 1; k >= problem.arcStart[unit]! && problem.arcCsm[k] === csm; k--) twin++;
  const name = `${tokens.units[unit]!}_${csm < 0 ? 'nobody' : tokens.csms[csm]!}`;
  return twin === 1 ? name : `${name}_${twin}`;
}

function pairNames({ problem }: TerritoryModel, tokens: Tokens): string[] {
  const unique = uniqueNames();
  return Array.from({ length: problem.pairCount }, (_, pair) => {
    const owner = problem.pairOwner[pair]!;
    const csm = tokens.csms[problem.pairCsm[pair]!]!;
    return unique(
      problem.pairKind[pair] === 0 ? `y_${tokens.aes[owner]!}_${csm}` : `z_${tokens.avps[owner]!}_${csm}`,
    );
  });
}

function restNames({ loads, deviations }: TerritoryModel, csms: readonly string[]): string[] {
  const unique = uniqueNames();
  const columns: (LoadColumn | DeviationColumn)[] = [...loads, ...deviations];
  columns.sort((a, b) => a.column - b.column);
  return columns.map((c) =>
    unique('piece' in c ? deviationName(c, csms) : `${c.quantity.replace('-', '.q')}_${csms[c.csm]!}`),
  );
}

function deviationName({ piece, meter }: DeviationColumn, csms: readonly string[]): string {
  const quarter = meter.quantity.startsWith('renewals') ? `.q${meter.quantity.slice(-1)}` : '';
  return `${piece.term}${quarter}_${piece.side > 0 ? 'above' : 'below'}_${csms[meter.csm]!}`;
}

function rowName(model: TerritoryModel, tokens: Tokens, pairs: readonly string[], row: number): string {
  const first = model.rowFirst[row]!;
  const role = model.rowRole[row] as RowRole;
  const rest = (column: number): string => tokens.rest[column - model.arcCount - model.problem.pairCount]!;
  switch (role) {
    case RowRole.Assignment:
      return `assign_${tokens.units[first]!}`;
    case RowRole.ArcOpensPair:
      return `open_${arcToken(model, tokens, first)}_${pairs[model.rowSecond[row]!]!}`;
    case RowRole.PairOpensPair:
      return `open_${pairs[first]!}`;
    case RowRole.ArcsOpenPair:
      return `open_${pairs[first]!}`;
    case RowRole.HoursCeiling:
      return `ceiling_${tokens.csms[first]!}`;
    case RowRole.Load:
      return `load_${rest(model.loads[first]!.column)}`;
    case RowRole.Deviation:
      return `piece_${rest(model.deviations[first]!.column)}`;
    case RowRole.Limit:
      return `${toToken(model.problem.rows[first]!.kind)}_${toToken(model.problem.rows[first]!.subject)}_${first}`;
    case RowRole.PairCeiling:
      return `${toToken(model.problem.pairCeilings[first]!.kind)}_${toToken(model.problem.pairCeilings[first]!.subject)}_${first}`;
  }
}
