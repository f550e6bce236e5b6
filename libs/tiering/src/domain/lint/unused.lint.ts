import { bandFactOf } from '../facts/fact-model.js';
import type { LintContext } from './lint-context.js';
import { referencesOf } from './shared-conditions.lint.js';

/** Facts, scores and shared conditions that nothing uses, and a rule set without rules: warnings. */
export function lintUnused({ view, findings }: LintContext): void {
  const roots = [...view.rules.map((rule) => rule.conditions), ...view.conditions.values()];
  const used = new Set(roots.flatMap(factsIn));
  const inputs = view.scores.flatMap((score) => score.inputs.map((input) => input.fact));
  const references = conditionsReached(view);
  const scores = new Set(view.scores.flatMap((score) => score.id ?? []));
  for (const name of view.facts.keys()) {
    if (scores.has(name) || used.has(name) || inputs.includes(name) || view.bands.has(name)) continue;
    if ([...view.bands.keys()].some((fact) => bandFactOf(fact) === name)) continue;
    findings.warning({
      path: ['facts', name],
      part: 'key',
      code: 'unused-fact',
      message: `no rule uses the fact "${name}"`,
      value: name,
    });
  }
  for (const { id, path } of view.scores) {
    if (id === undefined || used.has(id) || view.bands.has(id)) continue;
    findings.warning({
      path: [...path, 'id'],
      code: 'unused-score',
      message: `no rule uses the score "${id}"`,
      value: id,
    });
  }
  for (const name of view.conditions.keys()) {
    if (references.has(name)) continue;
    findings.warning({
      path: ['conditions', name],
      part: 'key',
      code: 'unused-condition',
      message: `no rule uses the shared condition "${name}"`,
      value: name,
    });
  }
  if (view.rules.some((rule) => rule.enabled)) return;
  findings.warning({
    path: ['rules'],
    code: 'no-rules',
    message: 'no rule is enabled: every account gets the default tier',
  });
}

/** Shared conditions that rules come to, directly or through others. */
function conditionsReached({ rules, conditions }: LintContext['view']): ReadonlySet<string> {
  const reached = new Set<string>();
  const next = rules.flatMap((rule) => referencesOf(rule.conditions));
  for (let name = next.pop(); name !== undefined; name = next.pop()) {
    if (reached.has(name)) continue;
    reached.add(name);
    next.push(...referencesOf(conditions.get(name)));
  }
  return reached;
}

function factsIn(root: unknown): string[] {
  const facts: string[] = [];
  const stack: unknown[] = [root];
  while (stack.length > 0) {
    const node = stack.pop();
    if (typeof node !== 'object' || node === null) continue;
    if (Array.isArray(node)) stack.push(...node);
    else {
      const { fact, value, all, any, not } = node as Record<string, unknown>;
      if (typeof fact === 'string') facts.push(fact);
      stack.push(all, any, not, value);
    }
  }
  return facts;
}
