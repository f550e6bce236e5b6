import type { FactValue, TierOverride } from '@bailiwick/contracts';
import type { Problem } from '@bailiwick/kernel';
import { whyText } from '../domain/decision/reason-text.js';
import {
  settleWithBuffer,
  settleWithoutBuffer,
  type RawOutcome,
  type Settled,
} from '../domain/decision/settle.js';
import type { BufferProbe, RuleVerdict, TierDecision } from '../domain/decision/tier-decision.js';
import {
  buildFacts,
  type AccountFacts,
  type FactLookup,
  type FactMode,
} from '../domain/facts/build-facts.js';
import { deriveFacts, type Facts } from '../domain/facts/derive-facts.js';
import { outcomeOf, type RuleSetModel } from '../domain/rule-set-model.js';
import type { TierEvaluator } from './tier-evaluator.port.js';

/** One account to decide. */
export interface DecisionRequest {
  readonly accountId: string;
  readonly lookup: FactLookup;
  readonly previousTier: string | null;
  /** An override that is in force. */
  readonly override?: TierOverride;
  readonly mode: FactMode;
  readonly trace: boolean;
}

/** No `decision` when a fact is missing or outside the schema; the problems say which. */
export interface DecisionOutcome {
  readonly decision?: TierDecision;
  readonly problems: readonly Problem[];
}

/** Decides one account's tier as far as no history is needed: override, bypass, buffer. */
export async function decideAccount(
  model: RuleSetModel,
  evaluator: TierEvaluator,
  request: DecisionRequest,
): Promise<DecisionOutcome> {
  const account = buildFacts(model.declared, request.lookup, request.mode);
  if (account.problems.some((p) => p.severity !== 'warning')) return { problems: account.problems };
  const derived = deriveFacts(account.values, model.derivations);
  if (!derived.ok) return { problems: [...account.problems, missingCriterion(derived.missing)] };
  const rules = request.trace ? await evaluator.trace(derived.facts) : undefined;
  const ruleId = rules ? firstTrue(rules) : await evaluator.winner(derived.facts);
  const raw: RawOutcome = {
    rawTier: outcomeOf(model, ruleId).tier,
    ruleId,
    bypass: ruleId !== null && model.bypass.has(ruleId),
    previousTier: request.previousTier,
    override: request.override,
  };
  const settled = settleWithoutBuffer(raw);
  const buffer = settled ? undefined : await probeBuffer(model, evaluator, account.values);
  const decision = describe(
    model,
    request,
    account,
    derived.facts,
    raw,
    settled ?? settleWithBuffer(raw, buffer ?? []),
  );
  return { decision: { ...decision, buffer, rules }, problems: account.problems };
}

function firstTrue(rules: readonly RuleVerdict[]): string | null {
  return rules.find((rule) => rule.result)?.ruleId ?? null;
}

async function probeBuffer(
  model: RuleSetModel,
  evaluator: TierEvaluator,
  values: Facts,
): Promise<readonly BufferProbe[] | undefined> {
  const pct = model.stability.bufferPct;
  if (pct === 0 || model.derivations.bands.size === 0) return undefined;
  const probes: BufferProbe[] = [];
  for (const scalePct of [pct, -pct]) {
    const derived = deriveFacts(values, model.derivations, scalePct);
    if (!derived.ok) continue;
    const ruleId = await evaluator.winner(derived.facts);
    const banded = [...model.derivations.bands.keys()].map(
      (name) => [name, derived.facts.get(name) ?? null] as const,
    );
    probes.push({ scalePct, tier: outcomeOf(model, ruleId).tier, ruleId, facts: Object.fromEntries(banded) });
  }
  return probes;
}

function describe(
  model: RuleSetModel,
  request: DecisionRequest,
  account: AccountFacts,
  facts: Facts,
  raw: RawOutcome,
  settled: Settled,
): TierDecision {
  const { reason } = outcomeOf(model, raw.ruleId);
  return {
    accountId: request.accountId,
    tier: settled.tier,
    rawTier: raw.rawTier,
    previousTier: raw.previousTier,
    cause: settled.cause,
    why: whyText(raw, settled, reason, model.stability.bufferPct),
    ruleId: raw.ruleId,
    reason,
    rulesAbove: rulesAbove(model, raw.ruleId),
    override: raw.override,
    facts: Object.fromEntries<FactValue>(facts),
    defaulted: account.defaulted,
    ruleSet: model.ref,
  };
}

function rulesAbove(model: RuleSetModel, ruleId: string | null): readonly string[] {
  const ids = model.enabled.map((rule) => rule.id);
  return ruleId === null ? ids : ids.slice(0, ids.indexOf(ruleId));
}

function missingCriterion(fact: string): Problem {
  return {
    code: 'missing-fact',
    message: `a score needs "${fact}", which is missing`,
    column: fact,
    hint: `Maybe give the score's criterion an "onMissing" other than "error"`,
  };
}
