import type { AccountState } from '@bailiwick/lifecycle';
import type { AccountColumns } from './account-columns.js';

/** What a row holds beside its columns. */
export type OwnTexts = Pick<AccountState, 'accountId' | 'name' | 'attributes'>;

/** Every field, so that none is forgotten. */
type WholeState = { readonly [F in keyof Required<AccountState>]: AccountState[F] };

/** The account of a row, in one literal: accounts of one shape are read several times as fast as those that grow. */
export function readRow(
  c: AccountColumns,
  row: number,
  { accountId, name, attributes }: OwnTexts,
): WholeState {
  return {
    accountId,
    known: c.known.get(row)!,
    status: c.status.get(row)!,
    mergedInto: c.mergedInto.get(row),
    name,
    arr: c.arr.get(row)!,
    currency: c.currency.get(row),
    region: c.region.get(row),
    country: c.country.get(row),
    segment: c.segment.get(row),
    industry: c.industry.get(row),
    language: c.language.get(row),
    timezone: c.timezone.get(row),
    products: c.products.get(row),
    requiredSkills: c.requiredSkills.get(row),
    clearances: c.clearances.get(row),
    conflictGroup: c.conflictGroup.get(row),
    complexity: c.complexity.get(row),
    employees: c.employees.get(row),
    parentId: c.parentId.get(row),
    aeId: c.aeId.get(row),
    healthScore: c.healthScore.get(row),
    adoption: c.adoption.get(row),
    nps: c.nps.get(row),
    csat: c.csat.get(row),
    stage: c.stage.get(row),
    strategic: c.strategic.get(row),
    startDate: c.startDate.get(row),
    renewalDate: c.renewalDate.get(row),
    lockedUntil: c.lockedUntil.get(row),
    attributes,
    csmId: c.csmId.get(row),
    csmSince: c.csmSince.get(row),
    actingCsmId: c.actingCsmId.get(row),
    ownershipVersion: c.ownershipVersion.get(row)!,
    tier: c.tier.get(row),
    tierSince: c.tierSince.get(row),
  };
}
