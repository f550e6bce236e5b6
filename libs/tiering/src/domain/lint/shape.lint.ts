import { ruleSetSchema } from '@bailiwick/contracts';
import type { z } from 'zod';
import type { Path } from '../finding.js';
import { shapeFinding } from './shape-finding.js';
import type { LintContext } from './lint-context.js';

/**
 * Whether the document has the form of a rule set: required and closed keys, types, ranges, sizes.
 * Conditions have a check of their own with better words (`condition-form.lint`), whose findings go first.
 */
export function lintShape(document: unknown, { findings, suggestions }: LintContext): void {
  const parsed = ruleSetSchema.safeParse(document);
  if (parsed.success) return;
  const explained = findings.places;
  for (const issue of parsed.error.issues) {
    const path = issue.path as Path;
    if (isCondition(path) && explained.some((place) => isWithin(place, conditionRoot(path)))) continue;
    for (const finding of shapeFinding(issue as z.core.$ZodIssue, document, suggestions))
      findings.error(finding);
  }
}

/** `/rules/3/conditions/…` or `/conditions/NAME/…`. */
function isCondition(path: Path): boolean {
  return (path[0] === 'rules' && path[2] === 'conditions') || (path[0] === 'conditions' && path.length >= 2);
}

function conditionRoot(path: Path): Path {
  return path.slice(0, path[0] === 'rules' ? 3 : 2);
}

function isWithin(place: Path, root: Path): boolean {
  return root.every((key, i) => place[i] === key);
}
