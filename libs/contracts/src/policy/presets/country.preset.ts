import { defaultPolicy } from '../default-policy.js';
import type { Preset } from './preset.js';

const { eligibility, weights } = defaultPolicy;

/**
 * Customers are looked after from their own country. The rule on countries is soft: a country without a CSM of its own
 * is still served. CSMs whose countries nobody has listed are told apart by what goes with a country: the language they
 * speak best, then the time zone. Industry is not looked at.
 */
export const country: Preset = {
  description:
    'The customer’s country is among the CSM’s countries where that can be; beyond that the CSM’s first language and then the time zone speak for a country.',
  policy: {
    ...defaultPolicy,
    id: 'country',
    eligibility: { ...eligibility, country: 'soft' },
    weights: {
      ...weights,
      move: { ...weights.move, base: 1 },
      pair: { new: 1, kept: 0 },
      avp: { perPair: 0 },
      fit: {
        ...weights.fit,
        industry: 0,
        firstLanguage: 20,
        timezonePerHour: 10,
        timezoneFreeHours: 0,
      },
    },
  },
};
