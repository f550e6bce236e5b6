import type { TierOverride } from '@bailiwick/contracts';
import type { BufferProbe, DecisionCause } from './tier-decision.js';

/** What is known once the rules were evaluated on an account's facts as they are. */
export interface RawOutcome {
  readonly rawTier: string;
  readonly ruleId: string | null;
  /** The winning rule is one of `bypassRules`. */
  readonly bypass: boolean;
  readonly previousTier: string | null;
  readonly override?: TierOverride;
}

export interface Settled {
  readonly tier: string;
  readonly cause: DecisionCause;
}

/**
 * The final tier where the buffer has no say: an override comes before everything, an account without a previous tier
 * takes its raw tier, and so does one whose winning rule bypasses.
 * @returns `undefined` when the buffer must be asked
 */
export function settleWithoutBuffer(raw: RawOutcome): Settled | undefined {
  if (raw.override) return { tier: raw.override.tier, cause: 'override' };
  if (raw.previousTier === null) return { tier: raw.rawTier, cause: 'first-tier' };
  if (raw.rawTier === raw.previousTier) return { tier: raw.rawTier, cause: 'unchanged' };
  if (raw.bypass) return { tier: raw.rawTier, cause: 'bypass' };
  return undefined;
}

/** The previous tier is kept while either scaled evaluation still yields it. */
export function settleWithBuffer(raw: RawOutcome, probes: readonly BufferProbe[]): Settled {
  const kept = probes.some((probe) => probe.tier === raw.previousTier);
  return kept && raw.previousTier !== null
    ? { tier: raw.previousTier, cause: 'buffer' }
    : { tier: raw.rawTier, cause: 'changed' };
}

/** True while an override applies: before the instant at which it expires; a day means its start, 00:00 UTC. */
export function isInForce(override: TierOverride, asOf: string): boolean {
  return Date.parse(asOf) < Date.parse(override.expiresAt);
}
