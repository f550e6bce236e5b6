import type { FactValue } from '@bailiwick/contracts';
import { ACCOUNT_FACTS, ATTRIBUTE, factOfColumn } from '../facts/account-facts.js';
import { conform } from '../facts/conform.js';
import { bandFactOf } from '../facts/fact-model.js';
import type { Path } from '../finding.js';
import type { LintContext } from './lint-context.js';
import type { FactView } from './rule-set-view.js';

/** Whether each declared fact exists and its schema makes sense. */
export function lintFactSchema(context: LintContext): void {
  const { view } = context;
  const scores = new Set(view.scores.flatMap((score) => score.id ?? []));
  const bandFacts = new Set([...view.bands.keys()].map(bandFactOf));
  for (const [name, fact] of view.facts) {
    const path = ['facts', name];
    if (scores.has(name)) lintScoreDeclaration(fact, path, context);
    else if (bandFacts.has(name)) continue;
    else if (lintKnown(name, path, context)) lintDeclaration(name, fact, path, context);
  }
  for (const id of scores) lintScoreName(id, context);
}

function lintKnown(name: string, path: Path, { findings, suggestions }: LintContext): boolean {
  if (ACCOUNT_FACTS.has(name) || name.startsWith(ATTRIBUTE)) return true;
  const column = factOfColumn(name);
  findings.error({
    path,
    part: 'key',
    code: 'unknown-account-fact',
    message: `an account has no fact "${name}"`,
    value: name,
    expected: 'a field of account.new, familyArr, the id of a score, or attributes.NAME',
    hint: column
      ? `Maybe "${column}"`
      : (suggestions.maybe(name, ACCOUNT_FACTS.keys()) ?? `Maybe "${ATTRIBUTE}${name}"`),
  });
  return false;
}

function lintDeclaration(name: string, fact: FactView, path: Path, { findings }: LintContext): void {
  const known = ACCOUNT_FACTS.get(name);
  if (fact.type === undefined) return;
  const wrong = (member: string, code: string, message: string, expected?: string, hint?: string): void =>
    findings.error({
      path: [...path, member],
      code,
      message,
      value: fact[member as keyof FactView],
      expected,
      hint,
    });

  if (known && !known.types.includes(fact.type)) {
    wrong(
      'type',
      'fact-type-mismatch',
      `"${name}" is not of this type on an account`,
      known.types.join(' or '),
    );
  }
  const numeric = fact.type === 'number' || fact.type === 'integer';
  for (const end of ['min', 'max'] as const) {
    if (!numeric && fact[end] !== undefined)
      wrong(end, 'range-of-non-number', `only numbers have a "${end}"`);
  }
  if ((fact.min ?? -Infinity) > (fact.max ?? Infinity))
    wrong('min', 'empty-range', '"min" is greater than "max"');
  if (fact.type === 'enum' && fact.values === undefined) {
    findings.error({
      path,
      code: 'enum-without-values',
      message: `the enumeration "${name}" has no "values"`,
    });
  }
  if (fact.values && fact.type !== 'enum' && fact.type !== 'list') {
    wrong(
      'values',
      'values-of-non-enum',
      'only an enum or a list has "values"',
      undefined,
      'Maybe "type": "enum"',
    );
  }
  if (fact.values && new Set(fact.values).size < fact.values.length)
    wrong('values', 'duplicate-value', 'a value is listed twice');
  lintOnMissing(fact, wrong);
}

function lintOnMissing(
  fact: FactView,
  wrong: (member: string, code: string, message: string, expected?: string, hint?: string) => void,
): void {
  const { onMissing, type } = fact;
  if (onMissing === undefined || onMissing === 'error' || type === undefined) return;
  if (onMissing === null) {
    if (!fact.nullable)
      wrong(
        'onMissing',
        'null-not-allowed',
        'the fact is not nullable',
        undefined,
        'Maybe add "nullable": true',
      );
    return;
  }
  const result = conform(onMissing as FactValue, { ...fact, type });
  if (!result.ok)
    wrong(
      'onMissing',
      'value-outside-fact-schema',
      '"onMissing" is outside the fact\'s own schema',
      `${result.expected}, or "error"`,
      result.hint,
    );
}

function lintScoreDeclaration(fact: FactView, path: Path, { findings }: LintContext): void {
  if (fact.type === undefined || fact.type === 'number') return;
  findings.error({
    path: [...path, 'type'],
    code: 'fact-type-mismatch',
    message: 'a score is a number',
    value: fact.type,
    expected: 'number',
  });
}

function lintScoreName(id: string, { view, findings }: LintContext): void {
  if (!ACCOUNT_FACTS.has(id)) return;
  const score = view.scores.find((s) => s.id === id);
  findings.error({
    path: [...(score?.path ?? []), 'id'],
    code: 'score-hides-fact',
    message: `"${id}" is already a fact of the account`,
    value: id,
    hint: `Maybe "${id}Score"`,
  });
}
