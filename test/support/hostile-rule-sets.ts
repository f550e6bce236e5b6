import { defaultRuleSet, type RuleSet } from '@bailiwick/contracts';

/** A document that is made to hurt, and what has to be said of it. */
export interface HostileRuleSet {
  readonly what: string;
  readonly text: string;
  /** Codes of the problems that it has to be refused with. */
  readonly code: string;
}

const text = JSON.stringify(defaultRuleSet, null, 1);
const deep = `${'{"all":['.repeat(100_000)}${']}'.repeat(100_000)}`;

function with_(members: Partial<RuleSet>): string {
  return JSON.stringify({ ...defaultRuleSet, ...members });
}

/** Shared conditions that refer to one another in a ring. */
function ring(length: number): string {
  const conditions = Object.fromEntries(
    Array.from({ length }, (_, i) => [`c${i}`, { condition: `c${(i + 1) % length}` }]),
  );
  return with_({ conditions });
}

function manyRules(count: number): string {
  const [rule] = defaultRuleSet.rules;
  return with_({
    rules: Array.from({ length: count }, (_, i) => ({ ...rule!, id: `r${i}`, priority: i + 1 })),
  });
}

/** One of each kind that somebody might send, by mistake or on purpose. */
export const HOSTILE_RULE_SETS: readonly HostileRuleSet[] = [
  {
    what: 'nested 100,000 deep',
    text: text.replace('"rules": [', `"rules": [${deep},`),
    code: 'nested-too-deep',
  },
  { what: 'of 5 MB', text: ' '.repeat(5_000_000) + text, code: 'document-too-large' },
  {
    what: 'with a key that reaches prototypes',
    text: text.replace('{', '{"__proto__": {"polluted": 1},'),
    code: 'forbidden-key',
  },
  {
    what: 'with a path expression',
    text: text.replace('"fact": "strategic"', '"fact": "strategic", "path": "$..[?(@.x)]"'),
    code: 'path-not-allowed',
  },
  { what: 'whose shared conditions go in a ring', text: ring(500), code: 'cyclic-condition' },
  { what: 'with NaN', text: text.replace('"priority": 40', '"priority": NaN'), code: 'invalid-json' },
  {
    what: 'with Infinity',
    text: text.replace('"priority": 40', '"priority": -Infinity'),
    code: 'invalid-json',
  },
  {
    what: 'with a number beyond all numbers',
    text: text.replace('"priority": 40', '"priority": 1e999'),
    code: 'number-not-finite',
  },
  {
    what: 'with a key twice',
    text: text.replace('"defaultTier"', '"defaultTier": "low",\n "defaultTier"'),
    code: 'duplicate-key',
  },
  { what: 'of 10,000 rules', text: manyRules(10_000), code: 'too-many-values' },
  { what: 'of 1,001 rules', text: manyRules(1_001), code: 'too-many' },
  { what: 'without anything in it', text: '', code: 'empty-document' },
];
