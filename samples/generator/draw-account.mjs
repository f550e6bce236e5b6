import { CLEARANCES, INDUSTRIES, PRODUCTS, SPECIAL_SKILLS } from './catalogue.mjs';
import { AS_OF, OPENING, day, plusMonths } from './days.mjs';
import { bufferedTier, hoursOf } from './sizing.mjs';
import {
  LAST_REVIEW,
  arrSteps,
  bunchedDay,
  healthSteps,
  newRenewals,
  oldRenewals,
  stageSteps,
  tierSteps,
  valueAt,
} from './timeline.mjs';

/**
 * @typedef {object} Account the state as of the sample's date, and how it came about (`arrs`, `healths`, … by day)
 * @property {string} id
 * @property {string} region
 * @property {string} cell
 * @property {import('./sizing.mjs').Tier} tier the tier for which the account is planned
 * @property {import('./sizing.mjs').Tier} settledTier the present tier, settled at the last review
 * @property {number} hours
 * @property {Account} [parent]
 * @property {import('./sales.mjs').Ae} [ae]
 * @property {number} [churned]
 */

const NEW_SHARE = 0.15;

/** ARR in whole units with a heavy tail, within a tier's range. */
function drawArr(rng, tier) {
  if (tier === 'tech') return round(Math.min(49_500, Math.max(2_400, Math.exp(9.55 + rng.normal(0, 0.75)))));
  if (tier === 'low') return round(50_000 * (1 - rng.next() * (1 - 5 ** -0.8)) ** (-1 / 0.8));
  return round(Math.min(6_000_000, 250_000 * (1 - rng.next()) ** (-1 / 1.35)));
}

const round = (arr) =>
  Math.round(arr / (arr < 20_000 ? 60 : arr < 200_000 ? 300 : 1_000)) *
  (arr < 20_000 ? 60 : arr < 200_000 ? 300 : 1_000);

function sizeOf(rng, arr) {
  const employees = Math.max(8, Math.round((arr / 90) * Math.exp(rng.normal(0, 0.6))));
  return {
    employees,
    segment: employees >= 2_000 ? 'enterprise' : employees >= 250 ? 'mid-market' : 'small-business',
  };
}

function drawHealth(rng) {
  const mood = rng.weighted([
    ['well', 72],
    ['fair', 19],
    ['poor', 9],
  ]);
  if (mood === 'well') return rng.between(60, 97);
  return mood === 'fair' ? rng.between(42, 66) : rng.between(14, 44);
}

/** A customer's first day: mostly years ago, some within the recorded history, bunched like the sales year. */
function drawStart(rng) {
  if (!rng.chance(NEW_SHARE)) return day('2018-01-15') + rng.between(0, OPENING - day('2018-01-15') - 30);
  if (rng.chance(0.12)) return AS_OF - rng.between(2, 45);
  let start;
  do start = bunchedDay(rng, plusMonths(OPENING, rng.chance(0.6) ? 0 : 6));
  while (start > AS_OF - 10);
  return start;
}

/** @returns {Account} an account of `cell` that would be of `tier` by its ARR alone */
export function drawAccount(rng, names, slot, tier) {
  const { region, cell } = slot;
  const industry = rng.weighted(INDUSTRIES);
  const arr = drawArr(rng, tier);
  const [country, timezone] = rng.weighted(cell.places.map((p) => [p, p[2]]));
  const products = PRODUCTS.filter(
    ([, p], i) => i === 0 || rng.chance(p * (tier === 'tech' ? 0.6 : 1.2)),
  ).map(([id]) => id);
  const strategic = arr >= 100_000 && rng.chance(tier === 'high' ? 0.13 : 0.05);
  const start = drawStart(rng);
  const from = Math.max(OPENING, start);
  const health = rng.chance(0.04) ? undefined : drawHealth(rng);
  const arrs = arrSteps(rng, from, arr, tier === 'tech' ? 0.3 : 0.55);
  const healths = healthSteps(rng, from, health, tier === 'tech' ? 182 : 91);
  const renewals = start >= OPENING ? newRenewals(rng, start) : oldRenewals(rng, from);
  const stages = stageSteps(rng, from, start, renewals, healths);
  const tiers = tierSteps(arrs, strategic);
  const settledTier = valueAt(tiers, LAST_REVIEW).tier;
  const account = {
    id: '',
    name: names.company(industry),
    region: region.id,
    country,
    timezone,
    cell: slot.key,
    language: rng.chance(0.005) ? undefined : cell.language,
    industry: rng.chance(0.02) ? undefined : industry,
    ...sizeOf(rng, arr),
    products,
    requiredSkills: [],
    clearances: [],
    complexity: rng.chance(0.03)
      ? undefined
      : Math.max(1, Math.min(5, Math.round(rng.normal({ tech: 2.2, low: 2.8, high: 3.4 }[tier], 0.9)))),
    adoption: rng.chance(0.08) ? undefined : Math.max(3, Math.min(100, Math.round(rng.normal(64, 17)))),
    nps: rng.chance(0.45) ? undefined : Math.max(-100, Math.min(100, 10 * Math.round(rng.normal(3, 3.5)))),
    seats: Math.max(3, Math.round(arr / rng.between(280, 620))),
    strategic,
    start,
    from,
    arrs,
    healths,
    renewals,
    stages,
    tiers,
    settledTier,
    tier: bufferedTier(arr, strategic, settledTier),
    /** What changed besides the above: `{ day, changes, before }`. */
    facts: [],
    ...requirements(rng, region, slot, industry, tier),
  };
  account.facts = factsOf(rng, account);
  account.hours = hoursOf({
    tier: account.tier,
    stage: stages.at(-1).stage,
    complexity: account.complexity,
    health: healths.at(-1).health,
  });
  return account;
}

/** Adoption is measured now and then; a product that was sold lately came with an expansion. */
function factsOf(rng, { from, arrs, products, adoption }) {
  const facts = [];
  const measured = from + rng.between(40, 500);
  if (adoption !== undefined && measured < AS_OF - 1) {
    const before = Math.max(1, Math.min(100, adoption + Math.round(rng.normal(-6, 9))));
    if (before !== adoption)
      facts.push({ day: measured, changes: ['adoption'], before: { adoption: before } });
  }
  const sale = arrs.find((step) => step.reason === 'new product');
  if (sale && products.length > 1)
    facts.push({ day: sale.day, changes: ['products'], before: { products: products.slice(0, -1) } });
  return facts;
}

/** What an account asks of its CSM; pools hold no special skill and no clearance, so only named accounts ask. */
function requirements(rng, region, slot, industry, tier) {
  if (tier === 'tech' || slot.people < 4) return {};
  const clearance = CLEARANCES[region.id];
  if (industry === 'public' && clearance && rng.chance(0.6)) return { clearances: [clearance] };
  return rng.chance(0.05) ? { requiredSkills: [rng.pick(SPECIAL_SKILLS)] } : {};
}
