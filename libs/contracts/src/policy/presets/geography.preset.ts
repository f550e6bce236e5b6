import { defaultPolicy } from '../default-policy.js';
import type { Preset } from './preset.js';

const { weights } = defaultPolicy;

/**
 * A CSM works while the customer does: the region binds as by default, and inside it every hour between the two time
 * zones costs, from the first one on. Industry and first language are not looked at.
 */
export const geography: Preset = {
  description:
    'The CSM is in the customer’s region and as near to its time zone as can be; every hour between them costs, from the first one on.',
  policy: {
    ...defaultPolicy,
    id: 'geography',
    weights: {
      ...weights,
      move: { ...weights.move, base: 3 },
      pair: { new: 2, kept: 0.5 },
      fit: {
        ...weights.fit,
        industry: 0,
        firstLanguage: 0,
        timezonePerHour: 40,
        timezoneFreeHours: 0,
      },
    },
  },
};
