import { toCsv } from './csv.mjs';
import { iso } from './days.mjs';

/** The three input files of the planner. */

const date = (n) => (n === undefined ? undefined : iso(n));
const owner = (a) => a.owners.at(-1);
const nothing = () => undefined;

const ACCOUNT_COLUMNS = {
  account_id: (a) => a.id,
  name: (a) => a.name,
  arr: (a) => a.arrs.at(-1).arr,
  currency: () => 'USD',
  region: (a) => a.region,
  country: (a) => a.country,
  segment: (a) => a.segment,
  industry: (a) => a.industry,
  language: (a) => a.language,
  timezone: (a) => a.timezone,
  products: (a) => a.products,
  required_skills: (a) => a.requiredSkills,
  clearances: (a) => a.clearances,
  conflict_group: (a) => a.conflictGroup,
  complexity: (a) => a.complexity,
  employees: (a) => a.employees,
  parent_id: (a) => a.parent?.id,
  ae_id: (a) => a.aeSteps.at(-1).ae?.id,
  csm_id: (a) => owner(a).csm?.id,
  csm_since: (a) => owner(a).csm && date(owner(a).since ?? owner(a).day),
  tier: (a) => a.settledTier,
  health: (a) => a.healths.at(-1).health,
  adoption: (a) => a.adoption,
  nps: (a) => a.nps,
  stage: (a) => a.stages.at(-1).stage,
  strategic: (a) => a.strategic,
  locked_until: nothing,
  start_date: (a) => date(a.start),
  renewal_date: (a) => date(a.renewals.at(-1).renewal),
  status: () => 'active',
  seats: (a) => a.seats,
};

const CSM_COLUMNS = {
  csm_id: (c) => c.id,
  name: (c) => c.name,
  regions: (c) => c.region,
  countries: nothing,
  languages: (c) => c.languages,
  skills: (c) => c.skills,
  clearances: (c) => c.clearances,
  tiers: (c) => c.tiers,
  timezone: (c) => c.timezone,
  location: (c) => c.location,
  seniority: (c) => c.seniority,
  capacity_hours: (c) => c.hours,
  cost: (c) => c.cost,
  manager_id: (c) => c.managerId,
  start_date: (c) => date(c.start),
  end_date: (c) => date(c.end),
  ramp_months: (c) => c.rampMonths,
  leave: (c) => c.leaves.map((l) => `${iso(l.from)}/${iso(l.to)}`),
  max_accounts: (c) => c.maxAccounts,
  pool: (c) => c.pool,
};

const AE_COLUMNS = {
  ae_id: (a) => a.id,
  name: (a) => a.name,
  region: (a) => a.region,
  team: (a) => a.team,
  avp_id: (a) => a.avpId,
};

/** @param {readonly import('./draw-account.mjs').Account[]} accounts */
export const accountsCsv = (accounts) => toCsv(ACCOUNT_COLUMNS, accounts);

/** @param {readonly import('./workforce.mjs').Csm[]} csms */
export const csmsCsv = (csms) => toCsv(CSM_COLUMNS, csms);

/** @param {readonly import('./sales.mjs').Ae[]} aes */
export const aesCsv = (aes) => toCsv(AE_COLUMNS, aes);
