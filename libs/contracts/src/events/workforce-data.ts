import { z } from 'zod';
import {
  accountId,
  aeId,
  clearable,
  csmId,
  effectiveAt,
  isoDate,
  EVENT_LIMITS,
  nameText,
  plainId,
  shortText,
  textList,
  timezone,
} from './primitives.js';

const HOURS_A_MONTH = 744;
const MAX_POOL_HOURS = 1_000 * HOURS_A_MONTH;

export const leave = z.strictObject({ from: isoDate, to: isoDate });
const capacityHours = z.number().min(0).max(MAX_POOL_HOURS);

/** The facts of a CSM besides id, name and capacity: each optional, `null` clears it, absence keeps it. */
const csmFacts = {
  regions: clearable(textList),
  countries: clearable(textList),
  languages: clearable(textList),
  skills: clearable(textList),
  clearances: clearable(textList),
  tiers: clearable(textList),
  timezone: clearable(timezone),
  location: clearable(shortText),
  seniority: clearable(z.number().int().min(1).max(5)),
  cost: clearable(z.number().min(0).max(EVENT_LIMITS.arr)),
  managerId: clearable(plainId),
  startDate: clearable(isoDate),
  /** The last day, inclusive. */
  endDate: clearable(isoDate),
  rampMonths: clearable(z.number().min(0).max(60)),
  /** All leaves; `csm.leave-scheduled` adds one. */
  leaves: clearable(z.array(leave).max(EVENT_LIMITS.listLength)),
  maxAccounts: clearable(z.number().int().min(0).max(1_000_000)),
  pool: clearable(z.boolean()),
};

const effective = { effectiveAt: effectiveAt.optional() };

export const csmJoinedData = z.strictObject({
  csmId,
  name: nameText,
  capacityHours,
  ...csmFacts,
  ...effective,
});
export const csmUpdatedData = z.strictObject({
  csmId,
  name: nameText.optional(),
  capacityHours: capacityHours.optional(),
  ...csmFacts,
  ...effective,
});
export const csmLeaveScheduledData = z.strictObject({
  csmId,
  from: isoDate,
  to: isoDate,
  coverCsmId: clearable(csmId),
  ...effective,
});
export const csmDepartedData = z.strictObject({ csmId, lastDay: isoDate, ...effective });

const aeFacts = {
  region: clearable(shortText),
  team: clearable(shortText),
  avpId: clearable(plainId),
};

export const aeJoinedData = z.strictObject({ aeId, name: nameText, ...aeFacts, ...effective });
export const aeUpdatedData = z.strictObject({ aeId, name: nameText.optional(), ...aeFacts, ...effective });
export const aeDepartedData = z.strictObject({
  aeId,
  name: nameText.optional(),
  ...aeFacts,
  lastDay: clearable(isoDate),
  ...effective,
});
/** The accounts of one AE that go to another: those listed, or all of them. */
export const aePatchTransferredData = z.strictObject({
  fromAeId: aeId,
  toAeId: aeId,
  accountIds: z.array(accountId).min(1).max(EVENT_LIMITS.accountIds).optional(),
  ...effective,
});
