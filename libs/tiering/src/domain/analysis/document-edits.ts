import type { RuleSet } from '@bailiwick/contracts';
import { canonicalJson } from '../json/canonical-json.js';

/** One thing that was added to, removed from or changed in a rule set. */
export interface DocumentEdit {
  readonly kind: 'added' | 'removed' | 'changed';
  /** In words, e.g. `rule "strategic"`. */
  readonly what: string;
  /** The members that changed, where it is an object with members. */
  readonly members?: readonly string[];
}

/** What was edited between two versions, things matched by their names; order and labels aside. */
export function editsBetween(before: RuleSet, after: RuleSet): readonly DocumentEdit[] {
  const byId = (items: readonly { id: string }[] = []): [string, object][] =>
    items.map((item) => [item.id, item]);
  const named: readonly (readonly [string, [string, object][], [string, object][]])[] = [
    ['rule', byId(before.rules), byId(after.rules)],
    ['tier', byId(before.tiers), byId(after.tiers)],
    ['score', byId(before.scores), byId(after.scores)],
    ['fact', Object.entries(before.facts), Object.entries(after.facts)],
    ['bands of', Object.entries(before.bands ?? {}), Object.entries(after.bands ?? {})],
    ['shared condition', Object.entries(before.conditions ?? {}), Object.entries(after.conditions ?? {})],
  ];
  const edits = named.flatMap(([what, a, b]) =>
    editsOf(what, new Map<string, object>(a), new Map<string, object>(b)),
  );
  for (const member of ['defaultTier', 'stability', 'limits'] as const) {
    const [a, b] = [before[member], after[member]];
    if (isSame(a, b)) continue;
    const members = typeof a === 'object' && typeof b === 'object' ? changedMembers(a, b) : undefined;
    edits.push({ kind: 'changed', what: member, ...(members ? { members } : {}) });
  }
  return edits;
}

function editsOf(
  what: string,
  before: ReadonlyMap<string, object>,
  after: ReadonlyMap<string, object>,
): DocumentEdit[] {
  const edits: DocumentEdit[] = [];
  for (const [name, a] of before) {
    const b = after.get(name);
    const named = `${what} "${name}"`;
    if (!b) edits.push({ kind: 'removed', what: named });
    else if (!isSame(a, b)) {
      const members = Array.isArray(a) ? undefined : changedMembers(a, b);
      edits.push({ kind: 'changed', what: named, ...(members ? { members } : {}) });
    }
  }
  for (const name of after.keys())
    if (!before.has(name)) edits.push({ kind: 'added', what: `${what} "${name}"` });
  return edits;
}

function changedMembers(a: object, b: object): string[] {
  const [left, right] = [a, b] as Record<string, unknown>[];
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].filter((name) => !isSame(left![name], right![name]));
}

function isSame(a: unknown, b: unknown): boolean {
  if (a === undefined || b === undefined) return a === b;
  return canonicalJson(a) === canonicalJson(b);
}
