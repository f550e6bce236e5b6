import { toInstant } from '@bailiwick/contracts';
import type { RuleSetDraft, RuleSetImpact, RuleSetVersion } from '@bailiwick/territory';
import {
  type CheckedRuleSet,
  contentHashOf,
  coverageOfTests,
  placeFindings,
  type StoredTestResult,
  strictestLimits,
} from '@bailiwick/tiering';
import type { z } from 'zod';
import type {
  ruleSetDraftSchema,
  ruleSetTestsSchema,
  ruleSetVersionSchema,
} from './answers/rule-set.schema.js';

type VersionView = z.output<typeof ruleSetVersionSchema>;

export function versionView({ document, changedAt, ...known }: RuleSetVersion): VersionView {
  const { ruleSetId, contentHash } = document;
  const { authors, override, refusal, on, ...rest } = known;
  return {
    ...rest,
    ruleSetId,
    contentHash,
    authors: [...authors],
    ...(on === undefined ? {} : { on }),
    ...(override ? { override: { ...override, exceeded: [...override.exceeded] } } : {}),
    ...(refusal ? { refusal: [...refusal] } : {}),
    changedAt: toInstant(changedAt),
  };
}

/** The built-in rule set as a version: in force until another one is. */
export function builtInView(ruleSet: CheckedRuleSet, inForce: boolean): VersionView {
  return {
    version: ruleSet.version,
    stage: inForce ? 'active' : 'retired',
    ruleSetId: ruleSet.id,
    contentHash: contentHashOf(ruleSet),
    basedOn: null,
    authors: [],
    reason: 'built in',
  };
}

export function draftView({
  document,
  changedAt,
  authors,
  ...known
}: RuleSetDraft): z.output<typeof ruleSetDraftSchema> {
  const { ruleSetId, contentHash } = document;
  return { ...known, ruleSetId, contentHash, authors: [...authors], changedAt: toInstant(changedAt) };
}

/** What stored tests show of a rule set, and what the limits of it and of the one in force want them to. */
export function coverageView(
  ruleSet: CheckedRuleSet,
  inForce: CheckedRuleSet,
  results: readonly StoredTestResult[],
): z.output<typeof ruleSetTestsSchema>['coverage'] {
  const { met, wanted, pct, findings } = coverageOfTests(ruleSet, results);
  const { minPctTestCoverage: least } = strictestLimits(inForce, ruleSet);
  const problems = placeFindings(findings).map((problem) => ({ ...problem }));
  return { met, wanted, pct, ...(least === undefined ? {} : { least }), problems };
}

const MOST_SHOWN = 1_000;

/** An impact as the API shows it: of long lists the beginning. */
export function impactView({ reoptimised, ...impact }: RuleSetImpact): RuleSetImpact {
  const { changes, byHand, undecided } = impact;
  return {
    ...impact,
    changes: changes.slice(0, MOST_SHOWN),
    byHand: byHand.slice(0, MOST_SHOWN),
    undecided: undecided.slice(0, MOST_SHOWN),
    ...(reoptimised
      ? { reoptimised: { ...reoptimised, moves: reoptimised.moves.slice(0, MOST_SHOWN) } }
      : {}),
  };
}
