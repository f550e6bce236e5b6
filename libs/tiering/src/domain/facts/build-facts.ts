import type { FactValue } from '@bailiwick/contracts';
import type { Problem } from '@bailiwick/kernel';
import { columnOf, FAMILY_ARR } from './account-facts.js';
import { conform, describeShape, fromAttribute } from './conform.js';
import type { FactInfo } from './fact-model.js';
import type { Facts } from './facts.js';

/**
 * How a value outside the fact schema is taken: on files it is an error; in the service it counts as missing, with a
 * warning.
 */
export type FactMode = 'file' | 'service';

/** Gives the value of a declared fact, or `undefined` (or `null`, or an empty text) where it is missing. */
export type FactLookup = (fact: FactInfo) => unknown;

/** The declared facts of one account. */
export interface AccountFacts {
  readonly values: Facts;
  /** Facts that the account does not have; they took their `onMissing`. */
  readonly defaulted: readonly string[];
  /** Errors here mean that no tier can be decided. */
  readonly problems: readonly Problem[];
}

/**
 * Reads the declared facts of one account, applying types, `nullable` and `onMissing`.
 * @param blank facts, all null, that give the values their layout: an object that grows is slow to copy
 */
export function buildFacts(
  declared: readonly FactInfo[],
  lookup: FactLookup,
  mode: FactMode,
  blank: Facts = {},
): AccountFacts {
  const values: Record<string, FactValue> = { ...blank };
  const defaulted: string[] = [];
  const problems: Problem[] = [];
  for (const fact of declared) {
    const value = presentValue(fact, lookup(fact), mode, problems);
    if (value !== undefined) values[fact.name] = value;
    else {
      defaulted.push(fact.name);
      applyDefault(fact, values, problems);
    }
  }
  return { values, defaulted, problems };
}

function presentValue(
  fact: FactInfo,
  raw: unknown,
  mode: FactMode,
  problems: Problem[],
): FactValue | undefined {
  if (raw === undefined || raw === '') return undefined;
  if (raw === null) return fact.nullable ? null : undefined;
  const result = conform(fact.source === 'attribute' ? fromAttribute(raw, fact.type) : raw, fact);
  if (result.ok) return result.value;
  problems.push({
    code: 'value-outside-fact-schema',
    message:
      mode === 'file'
        ? `"${fact.name}" has a value that the rule set does not allow`
        : `"${fact.name}" has a value that the rule set does not allow; it counts as missing`,
    column: columnOf(fact.name) ?? fact.name,
    value: raw,
    expected: result.expected,
    hint: result.hint,
    severity: mode === 'file' ? 'error' : 'warning',
  });
  return undefined;
}

function applyDefault(fact: FactInfo, values: Record<string, FactValue>, problems: Problem[]): void {
  if (fact.onMissing !== undefined && fact.onMissing !== 'error') {
    values[fact.name] = fact.onMissing;
    return;
  }
  if (problems.some((p) => p.column === (columnOf(fact.name) ?? fact.name) && p.severity === 'error')) return;
  problems.push({
    code: 'missing-fact',
    message: `"${fact.name}" is missing, and the rule set has no value for that case`,
    column: columnOf(fact.name) ?? fact.name,
    expected: describeShape(fact),
    hint: missingHint(fact),
  });
}

function missingHint(fact: FactInfo): string {
  if (fact.name === FAMILY_ARR) return 'Maybe the family totals were not given to the evaluation';
  return `Maybe give the fact an "onMissing" value in the rule set`;
}
