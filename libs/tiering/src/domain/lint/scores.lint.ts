import type { Path } from '../finding.js';
import type { LintContext } from './lint-context.js';
import type { ScoreInputView } from './rule-set-view.js';

const NUMERIC = ['number', 'integer', 'boolean'];

/** Each criterion of a score is of a number (or a boolean: 0 or 1) of the account, between bounds that make sense. */
export function lintScores(context: LintContext): void {
  for (const score of context.view.scores) {
    const seen = new Set<string>();
    for (const input of score.inputs) {
      lintInputFact(input, context);
      lintBounds(input, context);
      if (input.fact === undefined) continue;
      if (seen.has(input.fact)) {
        context.findings.error({
          path: [...input.path, 'fact'],
          code: 'duplicate-criterion',
          message: `"${input.fact}" is a criterion of this score twice`,
          value: input.fact,
        });
      }
      seen.add(input.fact);
    }
  }
}

function lintInputFact(
  { fact: name, path }: ScoreInputView,
  { facts, view, findings, suggestions }: LintContext,
): void {
  if (name === undefined) return;
  const fact = facts.get(name);
  const at: Path = [...path, 'fact'];
  if (!fact) {
    if (view.facts.has(name)) return;
    findings.error({
      path: at,
      code: 'unknown-fact',
      message: `there is no fact "${name}"`,
      value: name,
      hint: suggestions.maybe(name, facts.keys()),
    });
  } else if (fact.source === 'score' || fact.source === 'band') {
    findings.error({
      path: at,
      code: 'score-of-derived-fact',
      message: `"${name}" is itself derived`,
      value: name,
      expected: 'a fact of the account, or familyArr',
    });
  } else if (!NUMERIC.includes(fact.type)) {
    findings.error({
      path: at,
      code: 'score-of-non-number',
      message: `"${name}" is not a number`,
      value: fact.type,
      expected: 'a fact of type number, integer or boolean',
    });
  }
}

function lintBounds({ lower, upper, curve, path }: ScoreInputView, { findings }: LintContext): void {
  if (lower === undefined || upper === undefined) return;
  if (lower >= upper) {
    findings.error({
      path: [...path, 'bounds', 'upper'],
      code: 'empty-bounds',
      message: '"upper" is not more than "lower"',
      value: upper,
      expected: `more than ${lower}`,
      hint: 'Maybe "smallerIsBetter": true, with the bounds the other way round',
    });
  }
  if (curve === 'log' && lower <= 0) {
    findings.error({
      path: [...path, 'bounds', 'lower'],
      code: 'log-of-zero',
      message: 'a log curve starts above zero',
      value: lower,
      expected: 'more than 0',
      hint: 'Maybe 1',
    });
  }
}
