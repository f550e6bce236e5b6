import { defaultRuleSet, type Condition, type RootCondition, type RuleSet } from '@bailiwick/contracts';
import type { AccountId, TierId } from '@bailiwick/kernel';
import { checkRuleSet, lintRuleSet, type CheckedRuleSet, type RuleSetLint } from '../src/index.js';

export const accountId = (id: string) => id as AccountId;
export const tierId = (id: string) => id as TierId;

/** The default rule set with other members. */
export function withMembers(members: Partial<RuleSet>): RuleSet {
  return { ...structuredClone(defaultRuleSet), tests: [], ...members };
}

/** A rule set of one rule: `condition` gives tier high. Every kind of fact is declared. */
export function oneRule(condition: unknown, members: Partial<RuleSet> = {}): RuleSet {
  return withMembers({
    facts: {
      arr: { type: 'number', min: 0, onMissing: 'error' },
      complexity: { type: 'integer', min: 1, max: 5, onMissing: 3 },
      healthScore: { type: 'number', nullable: true, onMissing: null },
      adoption: { type: 'number', nullable: true, onMissing: null },
      strategic: { type: 'boolean', onMissing: false },
      region: { type: 'string', nullable: true, onMissing: null },
      segment: { type: 'string', onMissing: 'none' },
      stage: { type: 'enum', values: ['onboarding', 'adoption', 'renewal'], onMissing: 'adoption' },
      renewalDate: { type: 'date', nullable: true, onMissing: null },
      products: { type: 'list', onMissing: [] },
    },
    stability: { bypassRules: [] },
    rules: [
      {
        id: 'only',
        priority: 10,
        conditions: condition as RootCondition,
        event: { type: 'tier', params: { tier: 'high', reason: 'because' } },
      },
    ],
    ...members,
  });
}

/** One comparison as the only rule's condition. */
export function comparing(fact: string, operator: string, value: unknown): RuleSet {
  return oneRule({ all: [{ fact, operator, value } as Condition] });
}

export const lintText = (document: unknown): RuleSetLint =>
  lintRuleSet(JSON.stringify(document, null, 2), 'rules.json');

/** Codes and pointers of everything found, without the warnings about unused facts. */
export function found(document: unknown): string[] {
  return lintText(document)
    .problems.filter((p) => p.code !== 'unused-fact')
    .map((p) => `${p.severity === 'warning' ? 'warning ' : ''}${p.code} ${p.pointer ?? ''}`.trimEnd());
}

export const checked = (document: unknown): CheckedRuleSet => checkRuleSet(document);
