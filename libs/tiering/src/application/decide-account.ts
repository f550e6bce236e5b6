import type { FactValue, TierOverride } from '@bailiwick/contracts';
import type { Problem } from '@bailiwick/kernel';
import type { CompiledRules } from '../domain/compiled/compile-rules.js';
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
import { deriveFacts } from '../domain/facts/derive-facts.js';
import type { Facts } from '../domain/facts/facts.js';
import { outcomeOf, rulesAbove, type RuleSetModel } from '../domain/rule-set-model.js';
import { missingCriterion, unknownOverrideTier, unknownPreviousTier } from './decision-problems.js';
import type { TierEvaluator } from './tier-evaluator.port.js';

/** One account to decide. */
export interface DecisionRequest {
  readonly accountId: string;
  readonly lookup: FactLookup;
  /** The present tier; one that the rule set does not have counts as none, with a warning. */
  readonly previousTier: string | null;
  /** An override that is in force; one to a tier that the rule set does not have is a problem, and is left out. */
  readonly override?: TierOverride;
  readonly mode: FactMode;
  readonly trace: boolean;
}

/** No `decision` when a fact is missing or outside the schema; the problems say which. */
export interface DecisionOutcome {
  readonly decision?: TierDecision;
  readonly problems: readonly Problem[];
}

/** What has to be evaluated for a decision to go on. */
interface Question {
  readonly facts: Facts;
  readonly trace: boolean;
}

interface Answer {
  readonly ruleId: string | null;
  /** Present where a trace was asked for. */
  readonly rules?: readonly RuleVerdict[];
}

/** Decides one account's tier as far as no history is needed: override, bypass, buffer. */
export function decideAccount(
  model: RuleSetModel,
  rules: CompiledRules,
  request: DecisionRequest,
): DecisionOutcome {
  const deciding = decide(model, request);
  let step = deciding.next();
  while (!step.done) {
    const { facts, trace } = step.value;
    step = deciding.next(trace ? answerOf(rules.trace(facts)) : { ruleId: rules.winner(facts) });
  }
  return step.value;
}

/** The same decision, its rules evaluated by an evaluator that takes its time. */
export async function decideAccountBy(
  evaluator: TierEvaluator,
  model: RuleSetModel,
  request: DecisionRequest,
): Promise<DecisionOutcome> {
  const deciding = decide(model, request);
  let step = deciding.next();
  while (!step.done) {
    const { facts, trace } = step.value;
    step = deciding.next(
      trace ? answerOf(await evaluator.trace(facts)) : { ruleId: await evaluator.winner(facts) },
    );
  }
  return step.value;
}

function answerOf(rules: readonly RuleVerdict[]): Answer {
  return { ruleId: rules.find((rule) => rule.result)?.ruleId ?? null, rules };
}

/** Written once for both: it yields what has to be evaluated, and goes on with the answer, now or later. */
function* decide(
  model: RuleSetModel,
  request: DecisionRequest,
): Generator<Question, DecisionOutcome, Answer> {
  const account = buildFacts(model.declared, request.lookup, request.mode, model.blank);
  const unknown = unknownTiers(model, request);
  const problems = unknown.length === 0 ? account.problems : [...account.problems, ...unknown];
  if (account.problems.some((p) => p.severity !== 'warning')) return { problems };
  const derived = deriveFacts(account.values, model.derivations);
  if (!derived.ok) {
    return { problems: [...account.problems, missingCriterion(derived.missing), ...unknown] };
  }
  const { facts } = derived;
  const { ruleId, rules } = yield { facts, trace: request.trace };
  const raw = rawOutcome(model, request, ruleId);
  const direct = settleWithoutBuffer(raw);
  const buffer = direct ? undefined : yield* probeBuffer(model, account.values);
  const settled = direct ?? settleWithBuffer(raw, buffer ?? []);
  return { decision: describe({ model, request, account, facts, raw, settled, buffer, rules }), problems };
}

function unknownTiers(model: RuleSetModel, { previousTier, override }: DecisionRequest): readonly Problem[] {
  const problems: Problem[] = [];
  if (previousTier !== null && !model.tiers.has(previousTier)) {
    problems.push(unknownPreviousTier(previousTier, model));
  }
  if (override && !model.tiers.has(override.tier)) problems.push(unknownOverrideTier(override, model));
  return problems;
}

function rawOutcome(
  model: RuleSetModel,
  { previousTier, override }: DecisionRequest,
  ruleId: string | null,
): RawOutcome {
  return {
    rawTier: outcomeOf(model, ruleId).tier,
    ruleId,
    bypass: ruleId !== null && model.bypass.has(ruleId),
    previousTier: previousTier !== null && model.tiers.has(previousTier) ? previousTier : null,
    override: override && model.tiers.has(override.tier) ? override : undefined,
  };
}

function* probeBuffer(
  model: RuleSetModel,
  values: Facts,
): Generator<Question, readonly BufferProbe[] | undefined, Answer> {
  const pct = model.stability.bufferPct;
  const { bands } = model.derivations;
  if (pct === 0 || bands.size === 0) return undefined;
  const probes: BufferProbe[] = [];
  for (const scalePct of [pct, -pct]) {
    const derived = deriveFacts(values, model.derivations, scalePct);
    if (!derived.ok) continue;
    const { ruleId } = yield { facts: derived.facts, trace: false };
    const banded: Record<string, FactValue> = {};
    for (const name of bands.keys()) banded[name] = derived.facts[name] ?? null;
    probes.push({ scalePct, tier: outcomeOf(model, ruleId).tier, ruleId, facts: banded });
  }
  return probes;
}

interface Decided extends Pick<TierDecision, 'facts' | 'buffer' | 'rules'> {
  readonly model: RuleSetModel;
  readonly request: DecisionRequest;
  readonly account: AccountFacts;
  readonly raw: RawOutcome;
  readonly settled: Settled;
}

function describe({ model, request, account, facts, raw, settled, buffer, rules }: Decided): TierDecision {
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
    facts,
    defaulted: account.defaulted,
    ruleSet: model.ref,
    buffer,
    rules,
  };
}
