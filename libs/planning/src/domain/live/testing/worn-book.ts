import { type AccountRecord, type CsmRecord, defaultPolicy } from '@bailiwick/contracts';
import { addDays, type Rng } from '@bailiwick/kernel';
import type { PlanningInput } from '../../problem/planning-input.js';
import { LiveBook } from '../live-book.js';
import type { Candidates } from '../rank.js';

/** A book that is built at once. */
export function bookOf(input: PlanningInput): LiveBook {
  const book = new LiveBook(input);
  for (const step of stepsTo(input, book)) step();
  return book;
}

/** A book that has come to the same company by many detours, and was asked on the way. */
export function wornBookOf(input: PlanningInput, rng: Rng): LiveBook {
  const { company, tiers, asOf, policy } = input;
  const book = new LiveBook({ policy: defaultPolicy, tiers, asOf: addDays(asOf, -120) });
  const steps = [...stepsTo(input, book), () => book.setDay(asOf), () => book.setPolicy(policy)];
  const detours = detoursOf(input, book, rng);
  for (let n = 0; n < 40; n++) pick(rng, [...detours, ...steps])();
  for (const step of shuffled(rng, steps)) {
    step();
    if (rng.next() < 0.3) ask(book, pick(rng, company.accounts).accountId);
  }
  changeBackAndForth(input, book, rng);
  return book;
}

/** Only accounts change, each for a while, so that what was worked out for other questions has to be followed up. */
function changeBackAndForth(
  { company: { accounts }, tierOf }: PlanningInput,
  book: LiveBook,
  rng: Rng,
): void {
  for (let n = 0; n < 5; n++) {
    book.loads();
    const account = pick(rng, accounts);
    const tier = tierOf.get(account.accountId)!;
    book.upsertAccount({ ...account, ...someLinks(accounts, rng) }, tier);
    ask(book, pick(rng, accounts).accountId);
    book.loads();
    book.upsertAccount(account, tier);
  }
}

/** All candidates, or the code of the error. */
export function ask(book: LiveBook, accountId: string): Candidates | string {
  try {
    return book.candidates(accountId, Number.POSITIVE_INFINITY);
  } catch (error) {
    return (error as { code: string }).code;
  }
}

function stepsTo({ company, tierOf }: PlanningInput, book: LiveBook): (() => void)[] {
  return [
    ...company.csms.map((csm) => () => book.upsertCsm(csm)),
    ...(company.aes ?? []).map((ae) => () => book.upsertAe(ae)),
    ...company.accounts.map((a) => () => book.upsertAccount(a, tierOf.get(a.accountId)!)),
  ];
}

function detoursOf({ company, tierOf, asOf }: PlanningInput, book: LiveBook, rng: Rng): (() => void)[] {
  const { accounts, csms } = company;
  const otherCsm = { skills: ['sso'], capacityHours: 3, pool: false } as unknown as CsmRecord;
  return [
    () => book.upsertCsm({ ...pick(rng, csms), ...otherCsm, csmId: pick(rng, csms).csmId }),
    () => book.removeCsm(pick(rng, csms).csmId),
    () => book.upsertAe({ ...pick(rng, company.aes!), avpId: 'v9' }),
    () => book.removeAccount(pick(rng, accounts).accountId),
    () => book.setParent(pick(rng, accounts).accountId, pick(rng, accounts).accountId),
    () => book.setDay(addDays(asOf, -rng.int(100))),
    () => void accounts.forEach((a) => ask(book, a.accountId)),
    () => void book.loads(),
    () => {
      const account = pick(rng, accounts);
      book.upsertAccount({ ...account, ...someLinks(accounts, rng) }, tierOf.get(account.accountId)!);
    },
  ];
}

function someLinks(accounts: readonly AccountRecord[], rng: Rng): Partial<AccountRecord> {
  const { csmId, aeId, parentId, conflictGroup, arr, region } = pick(rng, accounts);
  return { csmId, aeId, parentId, conflictGroup, arr, region } as Partial<AccountRecord>;
}

function pick<T>(rng: Rng, list: readonly T[]): T {
  return list[rng.int(list.length)]!;
}

function shuffled<T>(rng: Rng, list: readonly T[]): T[] {
  const keyed = list.map((item) => [rng.next(), item] as const);
  return keyed.sort(([a], [b]) => a - b).map(([, item]) => item);
}
