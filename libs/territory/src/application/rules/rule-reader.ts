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
    needsFamilyArr: compiled.needsFamilyArr,
    has: (tier) => tiers.has(tier),
    decide: (account, { previousTier, override, familyArr }) => {
      const more = { ...(override ? { override } : {}), ...(familyArr === undefined ? {} : { familyArr }) };
      return compiled.decide(account, { previousTier, mode: 'service', ...more }).decision;
    },
  };
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
  return failed.map(({ name, differences }) => ({
    code: 'stored-test-failed',
    message: `test “${name}”: ${differences.join('; ')}`,
  }));
}
