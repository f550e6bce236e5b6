import type { Findings } from '../finding.js';
import type { FactInfo } from '../facts/fact-model.js';
import type { RuleSetView } from './rule-set-view.js';
import type { Suggestions } from './suggestions.js';

/** What every check of lint sees. */
export interface LintContext {
  readonly view: RuleSetView;
  /** Every fact that conditions may name. */
  readonly facts: ReadonlyMap<string, FactInfo>;
  readonly findings: Findings;
  readonly suggestions: Suggestions;
}
