import type { FactValue } from '@bailiwick/contracts';
import type { ConditionVerdict, RuleVerdict, TierDecision } from '../decision/tier-decision.js';
import { bandFactOf } from '../facts/fact-model.js';
import type { RuleSetModel } from '../rule-set-model.js';
import { operatorText, valueText } from './value-text.js';

/**
 * One decision as text for somebody who has never seen the rule set: the answer first, then the facts, each rule with
 * each condition, and what stability made of it. The decision should carry a trace.
 */
export function explainText(decision: TierDecision, model: RuleSetModel): string {
  const sections = [
    headline(decision),
    factLines(decision, model),
    ruleLines(decision, model),
    finalLines(decision, model),
  ];
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function headline(decision: TierDecision): string[] {
  const { ruleSet, tier, previousTier } = decision;
  const was = previousTier === null ? 'it had no tier before' : `before: ${previousTier}`;
  return [
    `Account ${decision.accountId}: tier ${tier} (${was})`,
    `Why: ${decision.why}`,
    `Rule set: ${ruleSet.id}, version ${ruleSet.version}, ${ruleSet.contentHash}`,
  ];
}

function factLines(decision: TierDecision, model: RuleSetModel): string[] {
  const names = [...model.facts.keys()];
  const width = Math.max(...names.map((name) => name.length), 0);
  return [
    'Facts',
    ...names.map((name) => {
      const value = decision.facts[name] ?? null;
      return `  ${name.padEnd(width)}  ${valueText(value, model.facts.get(name)?.unit)}${originText(name, decision, model)}`;
    }),
  ];
}

function originText(name: string, decision: TierDecision, model: RuleSetModel): string {
  if (decision.defaulted.includes(name)) return "  (not given: the rule set's value for that case)";
  const info = model.facts.get(name);
  if (info?.source === 'score') return `  (score, from 0 to ${valueText(info.max ?? 0)})`;
  const band = bandText(name, decision.facts[name], model);
  return band === undefined ? '' : `  (${band})`;
}

/** What a band means, `arr of 50,000 to under 250,000`; `undefined` for what is no band. */
function bandText(name: string, value: unknown, model: RuleSetModel): string | undefined {
  if (model.facts.get(name)?.source !== 'band') return undefined;
  for (const [fact, bands] of model.derivations.bands) {
    const band = bandFactOf(fact) === name ? bands.find((b) => b.id === value) : undefined;
    if (!band) continue;
    const end = band.to === null ? ' and more' : ` to under ${valueText(band.to)}`;
    return `${fact} of ${valueText(band.from)}${end}`;
  }
  return undefined;
}

function ruleLines(decision: TierDecision, model: RuleSetModel): string[] {
  if (!decision.rules) return [`Rule: ${decision.ruleId ?? 'none'}`];
  const lines = ['Rules, highest priority first; the first that is true decides'];
  for (const rule of decision.rules) lines.push(...ruleText(rule, decision, model));
  for (const rule of model.ruleSet.rules)
    if (rule.enabled === false) lines.push(`  -   ${rule.id}: not enabled`);
  const decided = decision.ruleId === null ? '   <- decides' : '';
  lines.push(`  default: tier ${model.ruleSet.defaultTier}${decided}`);
  return lines;
}

function ruleText(verdict: RuleVerdict, decision: TierDecision, model: RuleSetModel): string[] {
  const rule = model.ruleById.get(verdict.ruleId);
  const note =
    verdict.ruleId === decision.ruleId
      ? '   <- decides'
      : verdict.result
        ? '   (true, but a rule above decides)'
        : '';
  const title = `  ${mark(verdict.result)} ${verdict.ruleId} (priority ${rule?.priority}): tier ${verdict.tier}${note}`;
  const description = rule?.description ? [`        ${rule.description}`] : [];
  return [title, ...description, ...conditionText(verdict.conditions, 8, model)];
}

function conditionText(verdict: ConditionVerdict, indent: number, model: RuleSetModel): string[] {
  const { form, name, conditions = [] } = verdict;
  const [only, ...others] = conditions;
  // "All of these" before a single condition says nothing.
  const plain = (form === 'all' || form === 'any') && name === undefined && others.length === 0;
  if (only && plain) return conditionText(only, indent, model);
  const line = `${' '.repeat(indent)}${mark(verdict.result)} ${conditionTitle(verdict, model)}`;
  return [line, ...conditions.flatMap((child) => conditionText(child, indent + 4, model))];
}

function conditionTitle(verdict: ConditionVerdict, model: RuleSetModel): string {
  const label = verdict.name === undefined ? '' : `${verdict.name}: `;
  switch (verdict.form) {
    case 'all':
      return `${label}all of these`;
    case 'any':
      return `${label}any of these`;
    case 'not':
      return `${label}not this`;
    case 'shared':
      return `the shared condition "${verdict.name}"`;
    case 'comparison':
      return `${label}${comparisonText(verdict, model)}`;
  }
}

function comparisonText(verdict: ConditionVerdict, model: RuleSetModel): string {
  const { fact = '', operator = '', expected, expectedFact } = verdict;
  const actual = `it is ${valueText(verdict.actual ?? null)}`;
  if (expected === null && operator === 'notEqual') return `${fact} is known; ${actual}`;
  const value = valueText(expected as FactValue);
  const band = bandText(fact, expected, model);
  const meant = band === undefined ? value : `${value} (${band})`;
  const against = expectedFact === undefined ? meant : `${expectedFact} (${value})`;
  return `${fact} ${operatorText(operator)} ${against}; ${actual}`;
}

function mark(result: boolean): string {
  return result ? 'yes' : 'no ';
}

function finalLines(decision: TierDecision, model: RuleSetModel): string[] {
  const pct = model.stability.bufferPct;
  const lines = ['From the rules to the tier', `  the rules alone: ${decision.rawTier} (${decision.reason})`];
  lines.push(`  tier before: ${decision.previousTier ?? 'none'}`);
  if (decision.override) {
    const { author, reason, expiresAt } = decision.override;
    lines.push(`  override: ${decision.override.tier}, by ${author} until ${expiresAt}: ${reason}`);
  }
  for (const probe of decision.buffer ?? []) {
    const facts = Object.entries(probe.facts).map(([name, value]) => `${name} ${valueText(value)}`);
    const way = `${Math.abs(probe.scalePct)}% ${probe.scalePct > 0 ? 'more' : 'less'}`;
    const stays = probe.tier === decision.previousTier ? ', the tier before: so it stays' : '';
    lines.push(`  buffer: with ${way} (${facts.join(', ')}) it would be ${probe.tier}${stays}`);
  }
  if (decision.cause === 'changed' && !decision.buffer)
    lines.push(`  buffer: ${pct === 0 ? 'off' : 'no fact has bands'}`);
  if (decision.cause === 'bypass') lines.push(`  buffer: not asked, "${decision.ruleId}" applies at once`);
  lines.push(`  tier: ${decision.tier}`);
  return lines;
}
