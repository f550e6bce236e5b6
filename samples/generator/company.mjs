import { makeAccounts, sizeDesks } from './accounts.mjs';
import { nameGiver } from './catalogue.mjs';
import { playOwnership } from './ownership.mjs';
import { assignAes, makeConflicts, makeFamilies, raiseRequirements } from './relations.mjs';
import { stream } from './rng.mjs';
import { makeAes } from './sales.mjs';
import { makeCsms } from './workforce.mjs';

/**
 * An invented company with its history: the same numbers give the same company on every machine.
 * @param {{ accounts: number, csms: number, aes: number, seed: number }} size at least 20 accounts, 6 CSMs and 3 AEs
 */
export function makeCompany({ accounts: total, csms, aes, seed }) {
  const rng = (topic) => stream(seed, topic);
  const names = nameGiver(rng('names'));
  const workforce = makeCsms(rng('workforce'), names, csms);
  const sales = makeAes(rng('sales'), names, aes);
  const { accounts, former } = makeAccounts(rng('accounts'), names, total, workforce);
  sizeDesks(workforce.desks, accounts);
  const families = makeFamilies(rng('families'), accounts, former);
  makeConflicts(rng('conflicts'), accounts, families, workforce.people);
  raiseRequirements(rng('requirements'), accounts, workforce.people);
  const transfer = assignAes(rng('patches'), accounts, former, sales);
  playOwnership(rng('books'), accounts, former, workforce);
  return { accounts, former, families, transfer, ...workforce, ...sales };
}
