import { iso } from './days.mjs';
import { toCsv } from './csv.mjs';

/** The three input files of the planner, as docs/reference and the CSV contract define them. */

const ACCOUNT_COLUMNS =
  'account_id,name,arr,currency,region,country,segment,industry,language,timezone,products,required_skills,clearances,conflict_group,complexity,employees,parent_id,ae_id,csm_id,csm_since,tier,health,adoption,nps,stage,strategic,locked_until,start_date,renewal_date,status,seats'.split(
    ',',
  );
const CSM_COLUMNS =
  'csm_id,name,regions,countries,languages,skills,clearances,tiers,timezone,location,seniority,capacity_hours,cost,manager_id,start_date,end_date,ramp_months,leave,max_accounts,pool'.split(
    ',',
  );
const AE_COLUMNS = ['ae_id', 'name', 'region', 'team', 'avp_id'];

const date = (n) => (n === undefined ? undefined : iso(n));

/** @param {readonly import('./accounts.mjs').Account[]} accounts */
export function accountsCsv(accounts) {
  return toCsv(ACCOUNT_COLUMNS, accounts.map(accountRow));
}

function accountRow(a) {
  const owner = a.owners.at(-1);
  return {
    ...a,
    account_id: a.id,
    arr: a.arrs.at(-1).arr,
    currency: 'USD',
    required_skills: a.requiredSkills,
    conflict_group: a.conflictGroup,
    parent_id: a.parent?.id,
    ae_id: a.aeSteps.at(-1).ae?.id,
    csm_id: owner.csm?.id,
    csm_since: owner.csm && date(owner.since ?? owner.day),
    tier: a.settledTier,
    health: a.healths.at(-1).health,
    stage: a.stages.at(-1).stage,
    start_date: date(a.start),
    renewal_date: date(a.renewals.at(-1).renewal),
    status: 'active',
  };
}

/** @param {readonly import('./workforce.mjs').Csm[]} csms */
export function csmsCsv(csms) {
  return toCsv(
    CSM_COLUMNS,
    csms.map((c) => ({
      ...c,
      csm_id: c.id,
      regions: c.region,
      capacity_hours: c.hours,
      manager_id: c.managerId,
      start_date: date(c.start),
      end_date: date(c.end),
      ramp_months: c.rampMonths,
      leave: c.leaves.map((l) => `${iso(l.from)}/${iso(l.to)}`),
      max_accounts: c.maxAccounts,
    })),
  );
}

/** @param {readonly import('./sales.mjs').Ae[]} aes */
export function aesCsv(aes) {
  return toCsv(
    AE_COLUMNS,
    aes.map((a) => ({ ...a, ae_id: a.id, avp_id: a.avpId })),
  );
}
