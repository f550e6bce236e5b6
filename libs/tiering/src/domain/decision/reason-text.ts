import type { RawOutcome, Settled } from './settle.js';

/** The cause of a decision as one sentence. */
export function whyText(raw: RawOutcome, settled: Settled, reason: string, bufferPct: number): string {
  const rule = raw.ruleId === null ? reason : `rule "${raw.ruleId}" (${reason})`;
  switch (settled.cause) {
    case 'override':
      return overrideText(raw);
    case 'first-tier':
      return `first tier: ${rule}`;
    case 'unchanged':
      return `still ${settled.tier}: ${rule}`;
    case 'bypass':
      return `from ${raw.previousTier} to ${settled.tier} at once: ${rule}`;
    case 'buffer':
      return `stays ${settled.tier} within the buffer of ${bufferPct}%, although the rules alone say ${raw.rawTier}: ${rule}`;
    case 'changed':
      return `from ${raw.previousTier} to ${settled.tier}: ${rule}`;
  }
}

function overrideText({ override }: RawOutcome): string {
  if (!override) return 'override';
  return `override by ${override.author} until ${override.expiresAt}: ${override.reason}`;
}
