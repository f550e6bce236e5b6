import { defaultPolicy } from '../default-policy.js';
import type { Preset } from './preset.js';

const { eligibility, weights } = defaultPolicy;

/**
 * All who share a language are one bench, and what a bench is for is that peaks are carried together: each quarter's
 * renewals are shared out by capacity, over all regions. Who works with which AE, and who knows what, does not count.
 */
export const pooled: Preset = {
  description:
    'All CSMs of a touch model who share a language are one bench that carries peaks together: each quarter’s renewals are shared out by capacity, whoever the AE is.',
  policy: {
    ...defaultPolicy,
    id: 'pooled',
    eligibility: { ...eligibility, region: 'off' },
    balanceWithin: 'all',
    weights: {
      ...weights,
      move: { ...weights.move, base: 3 },
      pair: { new: 0, kept: 0 },
      avp: { perPair: 0 },
      fit: {
        ...weights.fit,
        industry: 0,
        firstLanguage: 0,
        timezonePerHour: 0,
        strategicPerSeniorityStep: 0,
      },
      balanceArr: [],
      balanceRenewals: [{ beyondPoints: 5, perPoint: 2 }],
    },
  },
};
