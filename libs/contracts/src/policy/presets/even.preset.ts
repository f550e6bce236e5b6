import { defaultPolicy } from '../default-policy.js';
import type { Preset } from './preset.js';

const { eligibility, weights } = defaultPolicy;

/**
 * Everybody of a touch model carries the same share of their capacity, wherever they sit, and about the same ARR for it.
 * Regions do not bind and count as one group; language, skills, clearances and tiers still do. Industry, time zones and
 * first languages are not looked at; a pair with an AE is worth little.
 */
export const even: Preset = {
  description:
    'Books as equal as can be in hours and in ARR, over all CSMs of a touch model and across regions; only language, skills, clearances and tiers still bind.',
  policy: {
    ...defaultPolicy,
    id: 'even',
    eligibility: { ...eligibility, region: 'off' },
    balanceWithin: 'all',
    weights: {
      ...weights,
      move: { ...weights.move, base: 3 },
      pair: { new: 2, kept: 0.5 },
      avp: { perPair: 0 },
      fit: {
        ...weights.fit,
        industry: 0,
        firstLanguage: 0,
        timezonePerHour: 0,
        strategicPerSeniorityStep: 0,
      },
      balanceHours: [
        { beyondPoints: 0, perPoint: 20 },
        { beyondPoints: 5, perPoint: 40 },
      ],
      balanceArr: [{ beyondPoints: 5, perPoint: 2 }],
    },
  },
};
