import { InvalidInputError, type Problem } from '@bailiwick/kernel';
import { planningTiers } from '@bailiwick/planning';
import {
  type CheckedRuleSet,
  checkRuleSet,
  compileRuleSet,
  runStoredTests,
  stabilityOf,
} from '@bailiwick/tiering';
import type { TierRules } from '../../domain/process/tier-rules.js';

/** Makes documents of rule sets ready to decide. */
export interface RuleReader {
  /** What decides where the log names no other. */
  readonly builtIn: TierRules;
  /** @throws InvalidInputError with every error of the document */
  read(document: unknown): TierRules;
  /** Everything that keeps a document from deciding: errors, stored tests that fail. */
  problems(document: unknown): Promise<readonly Pick<Problem, 'code' | 'message'>[]>;
}

/** A reader of documents as people write them, with a rule set that is in force until another one is. */
export function ruleReader(builtIn: CheckedRuleSet): RuleReader {
  return {
    builtIn: tierRules(builtIn),
    read: (document) => tierRules(checkRuleSet(document)),
    problems: problemsOf,
  };
}

/** A rule set ready to decide, one account at a time. */
export function tierRules(ruleSet: CheckedRuleSet): TierRules {
  const compiled = compileRuleSet(ruleSet);
  const tiers = new Set(ruleSet.tiers.map(({ id }) => id));
  return {
    id: ruleSet.id,
    version: ruleSet.version,
    stability: stabilityOf(ruleSet),
    tiers: planningTiers(ruleSet),
    has: (tier) => tiers.has(tier),
    decide: (account, previousTier, override) =>
      compiled.decide(account, { previousTier, mode: 'service', ...(override ? { override } : {}) }).decision,
  };
}

/** Facts that a rule set declares and the service cannot tell: to decide as if they were missing would be to decide wrong. */
export function factsNotInService(ruleSet: CheckedRuleSet): readonly Problem[] {
  if (!compileRuleSet(ruleSet).needsFamilyArr) return [];
  return [
    {
      code: 'fact-not-in-service',
      message: 'the fact familyArr is known on files only: the service does not add up families yet',
      pointer: '/facts/familyArr',
      value: 'familyArr',
      expected: 'facts of the account itself',
      hint: 'Maybe send what the family amounts to as an attribute of each account',
    },
  ];
}

async function problemsOf(document: unknown): Promise<readonly Pick<Problem, 'code' | 'message'>[]> {
  let ruleSet: CheckedRuleSet;
  try {
    ruleSet = checkRuleSet(document);
  } catch (error) {
    if (error instanceof InvalidInputError) return error.problems;
    throw error;
  }
  const failed = (await runStoredTests(ruleSet)).filter(({ passed }) => !passed);
  return [
    ...factsNotInService(ruleSet),
    ...failed.map(({ name, differences }) => ({
      code: 'stored-test-failed',
      message: `test “${name}”: ${differences.join('; ')}`,
    })),
  ];
}
