import type { AccountRecord } from '@bailiwick/contracts';
import { type AccountId, type Rng, seededRng, type TierId } from '@bailiwick/kernel';
import { LiveBook, type PlanningInput } from '@bailiwick/planning';

export interface Percentiles {
  readonly count: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

export interface PlaceFigures {
  readonly accounts: number;
  readonly csms: number;
  /** Taking all records in and answering the first question. */
  readonly warmSeconds: number;
  /** Memory that the warm book holds, records included. */
  readonly heapMb: number;
  readonly rssMb: number;
  /** The account is taken in, every CSM is ranked with its cost by term, and it goes to the best one. */
  readonly newAccount: Percentiles;
  /** Of those, the ones that somebody could take. */
  readonly placed: number;
  /** The account grows until its CSM is over the ceiling, and the cheapest way out, at most 3 moves, is found. */
  readonly expansion: Percentiles;
  readonly relieved: number;
}

const WARM_UP = 100;
const MOST_MOVES = 3;
const MEGABYTE = 2 ** 20;

/** The warm state's times, event by event; each event is taken back before the next one, off the clock. */
export function measurePlacing(input: PlanningInput, events: number, seed: number): PlaceFigures {
  const rng = seededRng(seed);
  const began = performance.now();
  const book = bookOf(input);
  const active = input.company.accounts.filter(({ status }) => status === 'active');
  book.candidates(active[0]!.accountId);
  const warmSeconds = (performance.now() - began) / 1_000;
  const { heapUsed, rss } = process.memoryUsage();
  newAccounts(book, input, active, rng, WARM_UP);
  const fresh = newAccounts(book, input, active, rng, events);
  expansions(book, input, active, rng, Math.min(events, WARM_UP));
  const grown = expansions(book, input, active, rng, events);
  return {
    accounts: active.length,
    csms: input.company.csms.length,
    warmSeconds,
    heapMb: Math.round(heapUsed / MEGABYTE),
    rssMb: Math.round(rss / MEGABYTE),
    newAccount: percentiles(fresh.times),
    placed: fresh.solved,
    expansion: percentiles(grown.times),
    relieved: grown.solved,
  };
}

interface Times {
  readonly times: number[];
  readonly solved: number;
}

function bookOf({ company, policy, tiers, tierOf, asOf }: PlanningInput): LiveBook {
  const book = new LiveBook({ policy, tiers, asOf });
  for (const csm of company.csms) book.upsertCsm(csm);
  for (const ae of company.aes ?? []) book.upsertAe(ae);
  for (const account of company.accounts) {
    const tier = tierOf.get(account.accountId);
    if (tier !== undefined) book.upsertAccount(account, tier);
  }
  return book;
}

/** Accounts like those that are there, without a CSM and a family. */
function newAccounts(
  book: LiveBook,
  { tierOf }: PlanningInput,
  active: readonly AccountRecord[],
  rng: Rng,
  count: number,
): Times {
  const times: number[] = [];
  let solved = 0;
  for (let n = 0; n < count; n++) {
    const like = active[rng.int(active.length)]!;
    const { csmId, csmSince, parentId, lockedUntil, ...facts } = like;
    void [csmId, csmSince, parentId, lockedUntil];
    const account = { ...facts, accountId: `bench-${n}` as AccountId };
    const tier = tierOf.get(like.accountId)!;
    const began = performance.now();
    book.upsertAccount(account, tier);
    const { best } = book.candidates(account.accountId);
    if (best) book.upsertAccount({ ...account, csmId: best.csmId }, tier);
    times.push(performance.now() - began);
    if (best) solved++;
    book.removeAccount(account.accountId);
  }
  return { times, solved };
}

/** Expansions of accounts whose CSM is not over the ceiling before and is afterwards. */
function expansions(
  book: LiveBook,
  { tierOf, tiers }: PlanningInput,
  active: readonly AccountRecord[],
  rng: Rng,
  count: number,
): Times {
  const times: number[] = [];
  const highest = tiers.filter((t) => t.coverage === 'named')[0]!.id;
  let solved = 0;
  for (let tries = 0; times.length < count && tries < 100 * count; tries++) {
    const account = active[rng.int(active.length)]!;
    const tier = tierOf.get(account.accountId)!;
    const csmId = account.csmId;
    if (csmId === undefined || tiers.find((t) => t.id === tier)?.coverage !== 'named') continue;
    const larger: AccountRecord = { ...account, arr: account.arr * 4, stage: 'onboarding', complexity: 5 };
    if (!overloads(book, account, larger, tier, highest)) continue;
    const began = performance.now();
    book.upsertAccount(larger, highest);
    const { relieved } = book.relief(csmId, MOST_MOVES);
    times.push(performance.now() - began);
    if (relieved) solved++;
    book.upsertAccount(account, tier);
  }
  return { times, solved };
}

function overloads(
  book: LiveBook,
  account: AccountRecord,
  larger: AccountRecord,
  tier: TierId,
  highest: TierId,
): boolean {
  if (book.isOverCeiling(account.csmId!)) return false;
  book.upsertAccount(larger, highest);
  const isOver = book.isOverCeiling(account.csmId!);
  book.upsertAccount(account, tier);
  return isOver;
}

function percentiles(times: readonly number[]): Percentiles {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number): number =>
    Number((sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? NaN).toFixed(2));
  return { count: sorted.length, p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99), maxMs: at(1) };
}
