import type { Path } from '../finding.js';
import type { LintContext } from './lint-context.js';

/** Names that must be unique, and names that must be those of something. */
export function lintNames({ view, findings, suggestions }: LintContext): void {
  const unique = (
    items: readonly { path: Path; key?: string | number }[],
    member: string,
    what: string,
  ): void => {
    const first = new Map<string | number, Path>();
    for (const { path, key } of items) {
      if (key === undefined) continue;
      if (first.has(key)) findings.error(duplicate([...path, member], what, key, first.get(key)!));
      else first.set(key, path);
    }
  };
  unique(
    view.tiers.map((t) => ({ path: t.path, key: t.id })),
    'id',
    'tier',
  );
  unique(
    view.tiers.map((t) => ({ path: t.path, key: t.rank })),
    'rank',
    'tier rank',
  );
  unique(
    view.rules.map((r) => ({ path: r.path, key: r.id })),
    'id',
    'rule',
  );
  unique(
    view.rules.map((r) => ({ path: r.path, key: r.priority })),
    'priority',
    'priority',
  );
  unique(
    view.scores.map((s) => ({ path: s.path, key: s.id })),
    'id',
    'score',
  );
  unique(
    view.tests.map((t) => ({ path: t.path, key: t.name })),
    'name',
    'test',
  );

  const tiers = new Set(view.tiers.flatMap((t) => t.id ?? []));
  const rules = new Set(view.rules.flatMap((r) => r.id ?? []));
  const known = (names: ReadonlySet<string>, what: string, name: string | undefined, path: Path): void => {
    if (name === undefined || names.has(name)) return;
    findings.error({
      path,
      code: `unknown-${what}`,
      message: `there is no ${what} "${name}"`,
      value: name,
      expected: `one of ${[...names].slice(0, 20).join(', ')}`,
      hint: suggestions.maybe(name, names),
    });
  };
  known(tiers, 'tier', view.defaultTier, ['defaultTier']);
  for (const rule of view.rules) known(tiers, 'tier', rule.tier, [...rule.path, 'event', 'params', 'tier']);
  for (const bypass of view.bypassRules) known(rules, 'rule', bypass.id, bypass.path);
  for (const test of view.tests) {
    known(tiers, 'tier', test.expectTier, [...test.path, 'expectTier']);
    known(tiers, 'tier', test.previousTier, [...test.path, 'previousTier']);
    known(rules, 'rule', test.expectRule, [...test.path, 'expectRule']);
  }
}

function duplicate(path: Path, what: string, key: string | number, first: Path) {
  return {
    path,
    code: `duplicate-${what.replace(' ', '-')}`,
    message: `the ${what} ${JSON.stringify(key)} is used twice; first at /${first.join('/')}`,
    value: key,
    hint:
      what === 'priority' ? 'Maybe leave gaps of ten between priorities, to insert rules later' : undefined,
  };
}
