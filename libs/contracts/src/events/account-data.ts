import { z } from 'zod';
import {
  accountId,
  aeId,
  arr,
  attributes,
  clearable,
  csmId,
  currency,
  effectiveAt,
  isoDate,
  EVENT_LIMITS,
  nameText,
  nps,
  percent,
  reasonText,
  shortText,
  textList,
  tierId,
  timezone,
} from './primitives.js';

/** The facts of an account besides its id, name and ARR: each optional, `null` clears it, absence keeps it. */
const facts = {
  currency: clearable(currency),
  region: clearable(shortText),
  country: clearable(shortText),
  segment: clearable(shortText),
  industry: clearable(shortText),
  language: clearable(shortText),
  timezone: clearable(timezone),
  products: clearable(textList),
  requiredSkills: clearable(textList),
  clearances: clearable(textList),
  conflictGroup: clearable(shortText),
  complexity: clearable(z.number().int().min(1).max(5)),
  employees: clearable(z.number().int().min(0).max(EVENT_LIMITS.employees)),
  parentId: clearable(accountId),
  aeId: clearable(aeId),
  csmId: clearable(csmId),
  csmSince: clearable(isoDate),
  healthScore: clearable(percent),
  adoption: clearable(percent),
  nps: clearable(nps),
  stage: clearable(shortText),
  strategic: clearable(z.boolean()),
  startDate: clearable(isoDate),
  renewalDate: clearable(isoDate),
  /** The present tier, where the company has tiered its accounts before. */
  tier: clearable(tierId),
  lockedUntil: clearable(isoDate),
  /** Entry by entry: `null` clears one, absence keeps it; `null` for the whole clears all. */
  attributes: clearable(attributes),
};

const effective = { effectiveAt: effectiveAt.optional() };
const subject = { accountId, ...effective };

/** Exactly one of `arr` (the new total) and `arrDelta`; the consistency checks see to it. */
const arrChange = {
  ...subject,
  arr: arr.optional(),
  arrDelta: z.number().min(-EVENT_LIMITS.arr).max(EVENT_LIMITS.arr).optional(),
  reason: reasonText.optional(),
};

export const accountNewData = z.strictObject({ accountId, name: nameText, arr, ...facts, ...effective });
export const accountUpdatedData = z.strictObject({
  accountId,
  name: nameText.optional(),
  arr: arr.optional(),
  ...facts,
  ...effective,
});
export const accountExpandedData = z.strictObject(arrChange);
export const accountContractedData = z.strictObject(arrChange);
export const accountRenewedData = z.strictObject({ ...subject, renewalDate: isoDate, arr: arr.optional() });
export const accountChurnedData = z.strictObject({ ...subject, reason: reasonText.optional() });
export const accountReactivatedData = z.strictObject({ ...subject, arr });
export const accountHealthScoredData = z.strictObject({
  ...subject,
  healthScore: percent.nullable(),
  csat: clearable(percent),
  nps: clearable(nps),
});
export const accountAeChangedData = z.strictObject({ ...subject, aeId: aeId.nullable() });
export const accountOwnerChangedData = z.strictObject({ ...subject, csmId: csmId.nullable() });
export const accountMergedData = z.strictObject({ ...subject, intoAccountId: accountId });
