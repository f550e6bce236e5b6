import type { FactType } from '@bailiwick/contracts';

/** What the account itself promises about one of its fields. */
export interface AccountFact {
  /** The types a rule set may declare for it. */
  readonly types: readonly FactType[];
  readonly min?: number;
  readonly max?: number;
  /** The column of an accounts CSV. */
  readonly column?: string;
}

const text = (column: string): AccountFact => ({ types: ['string', 'enum'], column });
const list = (column: string): AccountFact => ({ types: ['list'], column });
const date = (column: string): AccountFact => ({ types: ['date'], column });
const number = (column: string | undefined, min?: number, max?: number): AccountFact => ({
  types: ['number', 'integer'],
  column,
  min,
  max,
});

/** The fields of `account.new` by name, and `familyArr`: the ARR of all active accounts of the family. */
export const ACCOUNT_FACTS: ReadonlyMap<string, AccountFact> = new Map([
  ['accountId', text('account_id')],
  ['name', text('name')],
  ['arr', number('arr', 0)],
  ['currency', text('currency')],
  ['region', text('region')],
  ['country', text('country')],
  ['segment', text('segment')],
  ['industry', text('industry')],
  ['language', text('language')],
  ['timezone', text('timezone')],
  ['products', list('products')],
  ['requiredSkills', list('required_skills')],
  ['clearances', list('clearances')],
  ['conflictGroup', text('conflict_group')],
  ['complexity', number('complexity', 1, 5)],
  ['employees', number('employees', 0)],
  ['parentId', text('parent_id')],
  ['aeId', text('ae_id')],
  ['csmId', text('csm_id')],
  ['csmSince', date('csm_since')],
  ['healthScore', number('health', 0, 100)],
  ['adoption', number('adoption', 0, 100)],
  ['nps', number('nps')],
  ['stage', text('stage')],
  ['strategic', { types: ['boolean'], column: 'strategic' }],
  ['startDate', date('start_date')],
  ['renewalDate', date('renewal_date')],
  ['familyArr', number(undefined, 0)],
]);

export const ATTRIBUTE = 'attributes.';
export const FAMILY_ARR = 'familyArr';

/** The CSV column that a fact is read from. */
export function columnOf(fact: string): string | undefined {
  return fact.startsWith(ATTRIBUTE) ? fact.slice(ATTRIBUTE.length) : ACCOUNT_FACTS.get(fact)?.column;
}

/** The fact that a CSV column is read into, for people who write the column's name in a rule. */
export function factOfColumn(column: string): string | undefined {
  for (const [name, fact] of ACCOUNT_FACTS) if (fact.column === column) return name;
  return undefined;
}
