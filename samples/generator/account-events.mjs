import { AS_OF, OPENING, iso } from './days.mjs';
import { LAST_REVIEW, valueAt } from './timeline.mjs';

/** The events of one account, from its lists of what happened; see timeline.mjs. */

/** Facts that `account.new` and `account.updated` call by another name than the generator, or write otherwise. */
const WRITTEN = { parent: (a) => ['parentId', a.parent?.id] };

/** @returns {{ day: number, type: string, source: string, data: object }[]} in the order in which they happened */
export function eventsOfAccount(rng, account) {
  const events = [
    introduction(account),
    ...changesOfArr(rng, account),
    ...account.renewals
      .slice(1)
      .map((r) => event(r.day, 'account.renewed', 'billing', { renewalDate: iso(r.renewal) })),
    ...healthScores(rng, account),
    ...account.stages.slice(1).map((s) => event(s.day, 'account.updated', 'success', { stage: s.stage })),
    ...changesOfTier(account),
    ...account.facts.map((fact) => event(fact.day, 'account.updated', 'crm', written(account, fact.changes))),
    ...account.aeSteps
      .slice(1)
      .filter((s) => s.by === 'change')
      .map((s) => event(s.day, 'account.ae-changed', 'crm', { aeId: s.ae.id })),
    ...account.owners
      .slice(1)
      .map((o) => event(o.day, 'account.owner-changed', 'crm', { csmId: o.csm?.id ?? null })),
    ...comingsAndGoings(rng, account),
  ];
  return events
    .filter((e) => account.churned === undefined || e.day < account.churned || e.type === 'account.churned')
    .map((e, i) => ({ ...e, rank: i, data: { accountId: account.id, ...e.data } }))
    .sort((a, b) => a.day - b.day || a.rank - b.rank);
}

const event = (at, type, source, data) => ({ day: at, type, source, data });

/** What was known of an account when the history first saw it. */
function introduction(a) {
  const first = a.owners[0];
  const data = {
    name: a.name,
    arr: a.arrs[0].arr,
    currency: 'USD',
    region: a.region,
    country: a.country,
    segment: a.segment,
    industry: a.industry,
    language: a.language,
    timezone: a.timezone,
    products: a.products,
    requiredSkills: a.requiredSkills,
    clearances: a.clearances,
    conflictGroup: a.conflictGroup,
    complexity: a.complexity,
    employees: a.employees,
    parentId: a.parent?.id,
    aeId: a.aeSteps[0].ae?.id,
    csmId: first.csm?.id,
    csmSince: first.csm && iso(first.since ?? first.day),
    tier: a.tiers[0].tier,
    healthScore: a.healths[0].health,
    adoption: a.adoption,
    nps: a.nps,
    stage: a.stages[0].stage,
    strategic: a.strategic,
    startDate: iso(a.start),
    renewalDate: iso(a.renewals[0].renewal),
    attributes: { seats: a.seats },
    ...beforeChanges(a),
  };
  return event(a.from, 'account.new', 'crm', data);
}

/** The facts that changed later, as they were at first. */
function beforeChanges(account) {
  const first = {};
  for (const { before } of account.facts)
    for (const [name, value] of Object.entries(before)) first[name === 'parent' ? 'parentId' : name] = value;
  return first;
}

function written(account, names) {
  return Object.fromEntries(names.map((name) => WRITTEN[name]?.(account) ?? [name, account[name]]));
}

/** Every other change is told as a difference. */
function changesOfArr(rng, { arrs }) {
  return arrs.slice(1).map((step, i) => {
    const delta = step.arr - arrs[i].arr;
    const amount = rng.chance(0.5) ? { arr: step.arr } : { arrDelta: delta };
    return event(step.day, delta > 0 ? 'account.expanded' : 'account.contracted', 'billing', {
      ...amount,
      reason: step.reason,
    });
  });
}

function healthScores(rng, { healths }) {
  return healths.slice(1).map(({ day, health }) => {
    const csat = rng.chance(0.3) ? { csat: Math.max(0, Math.min(100, health + rng.between(-15, 15))) } : {};
    return event(day, 'account.health-scored', 'success', { healthScore: health, ...csat });
  });
}

/** Tiers as the monthly reviews settled them. */
function changesOfTier({ tiers, settledTier }) {
  return tiers
    .slice(1)
    .filter((t) => t.day <= LAST_REVIEW)
    .map((t, i, list) =>
      event(t.day, 'account.updated', 'crm', { tier: i === list.length - 1 ? settledTier : t.tier }),
    );
}

const CHURN_REASONS = [
  'price',
  'bankruptcy',
  'acquired',
  'in-house solution',
  'missing feature',
  'sponsor left',
];
const GAP_DAYS = 75;

/** Churn of a former customer; a few present ones left and came back while nothing else was recorded of them. */
function comingsAndGoings(rng, account) {
  if (account.churned !== undefined)
    return [event(account.churned, 'account.churned', 'billing', { reason: rng.pick(CHURN_REASONS) })];
  if (!rng.chance(0.01)) return [];
  const busy = [
    account.arrs,
    account.renewals,
    account.healths,
    account.stages,
    account.tiers,
    account.facts,
    account.aeSteps,
    account.owners,
  ]
    .flat()
    .map((step) => step.day)
    .concat(AS_OF)
    .sort((a, b) => a - b);
  const quiet = busy.findIndex((at, i) => i > 0 && at - busy[i - 1] > GAP_DAYS && busy[i - 1] > OPENING);
  if (quiet < 0) return [];
  const left = busy[quiet - 1] + rng.between(10, 20);
  const back = left + rng.between(25, 45);
  return [
    event(left, 'account.churned', 'billing', { reason: 'contract lapsed' }),
    event(back, 'account.reactivated', 'billing', { arr: valueAt(account.arrs, back).arr }),
  ];
}
