import type { AccountId } from '@bailiwick/kernel';
import type { CompiledCompany } from '../compile/compile.js';
import { coverageFits, type EligibilityRule, violatedRules } from '../compile/eligibility.js';
import type { AccountFacts, CsmFacts } from '../compile/facts.js';
import type { Unit } from '../compile/units.js';
import type { Relaxation } from '../plan/plan.js';
import type { Solution } from '../problem/problem.js';
import { WhatIf } from './what-if.js';

interface Shortage {
  readonly unit: Unit;
  readonly index: number;
  readonly hours: number;
  /** Nobody may serve it, or those who may are full. */
  readonly kind: 'nobody-eligible' | 'no-room';
}

/** Why accounts are left unassigned and the cheapest way to place them, one entry for each kind of account. */
export function explainShortages(company: CompiledCompany, solution: Solution): Relaxation[] {
  const { problem, units } = company;
  const groups = new Map<string, Shortage[]>();
  units.forEach((unit, index) => {
    if (problem.arcCsm[solution[index]!]! >= 0) return;
    const hours = unit.members.reduce((s, m) => s + m.centihours, 0) / 100;
    const shortage: Shortage = {
      unit,
      index,
      hours,
      kind: unit.csms.length === 0 ? 'nobody-eligible' : 'no-room',
    };
    const key = `${shortage.kind}|${groupName(unit.members[0]!)}`;
    groups.set(key, [...(groups.get(key) ?? []), shortage]);
  });
  const whatIf = new WhatIf(company, solution);
  return [...groups.values()].map((shortages) => describe(company, whatIf, shortages));
}

/** "EMEA, de, high, skills bank": what a CSM must match to serve the account. */
function groupName({ record, tier }: AccountFacts): string {
  const parts = [record.region, record.country, record.language, `tier ${tier.id}`];
  if (record.requiredSkills.length > 0) parts.push(`skills ${record.requiredSkills.join('+')}`);
  if (record.clearances.length > 0) parts.push(`clearances ${record.clearances.join('+')}`);
  return parts.filter((p) => p !== undefined).join(', ');
}

function describe(company: CompiledCompany, whatIf: WhatIf, shortages: readonly Shortage[]): Relaxation {
  const { kind, unit } = shortages[0]!;
  const hours = shortages.reduce((s, x) => s + x.hours, 0);
  const accounts: AccountId[] = shortages.flatMap((s) => s.unit.members.map((m) => m.record.accountId));
  const group = groupName(unit.members[0]!);
  const count = `${accounts.length} ${accounts.length === 1 ? 'account' : 'accounts'}`;
  const message =
    kind === 'nobody-eligible'
      ? `${group}: no CSM with capacity may serve ${count} (${hours.toFixed(2)} h a month)`
      : `${group}: ${roomInWords(company, whatIf, unit)}; ${count} (${hours.toFixed(2)} h a month) stay unassigned`;
  return { code: kind, accounts, message, remedy: cheapestRemedy(company, whatIf, unit, hours) };
}

function roomInWords({ facts, problem }: CompiledCompany, whatIf: WhatIf, unit: Unit): string {
  const used = [...unit.csms].reduce((s, j) => s + whatIf.hoursOf(j), 0) / 100;
  const most = [...unit.csms].reduce((s, j) => s + problem.ceiling[j]!, 0) / 100;
  const names = [...unit.csms].slice(0, 5).map((j) => facts.csms[j]!.record.csmId);
  const more = unit.csms.length > names.length ? ` and ${unit.csms.length - names.length} more` : '';
  return `${names.join(', ')}${more} carry ${used.toFixed(1)} h of at most ${most.toFixed(1)} h`;
}

interface Widening {
  readonly csm: CsmFacts;
  readonly rules: readonly EligibilityRule[];
  readonly spareHours: number;
}

/** The CSM who could take the work with the fewest rules relaxed; a placeholder where nobody has room. */
function cheapestRemedy(company: CompiledCompany, whatIf: WhatIf, unit: Unit, hours: number): string {
  const { facts, problem } = company;
  const { policy } = facts.input;
  const account = unit.members[0]!;
  const widenings = facts.csms
    .filter((csm) => csm.capacity > 0 && coverageFits(account.tier, csm))
    .map((csm): Widening => {
      const rules = new Set(
        unit.members.flatMap((m) => violatedRules('hard', m.record, m.tier, csm, policy)),
      );
      return {
        csm,
        rules: [...rules],
        spareHours: (problem.ceiling[csm.index]! - whatIf.hoursOf(csm.index)) / 100,
      };
    })
    .filter((w) => w.rules.length > 0 && w.spareHours >= hours)
    .sort((a, b) => a.rules.length - b.rules.length || b.spareHours - a.spareHours);
  const placeholder = `one placeholder ${account.tier.coverage === 'pool' ? 'pool' : 'CSM'} for ${groupName(account)} with at least ${hours.toFixed(1)} h a month`;
  const best = widenings[0];
  if (!best) return `Cheapest: ${placeholder}`;
  const values = best.rules.map((rule) => `${rule} ${valueOf(account, rule)}`).join(' and ');
  return `Cheapest: let ${best.csm.record.csmId} serve ${values} (${best.spareHours.toFixed(1)} h to spare); or ${placeholder}`;
}

function valueOf({ record, tier }: AccountFacts, rule: EligibilityRule): string {
  switch (rule) {
    case 'skills':
      return record.requiredSkills.join('+');
    case 'clearances':
      return record.clearances.join('+');
    case 'tier':
      return tier.id;
    default:
      return record[rule] ?? '';
  }
}
