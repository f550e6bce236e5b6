import { defaultPolicy } from '../default-policy.js';
import type { Preset } from './preset.js';

const { eligibility, weights } = defaultPolicy;

/**
 * The four ideas before it at moderate prices, of like size, so that none is bought at any price: industry, country,
 * time zone and even hours. A group's hours are evened within its region, which binds as by default.
 */
export const hybrid: Preset = {
  description:
    'A compromise: near, of the same country, versed in the industry and with an even book at once, each at a moderate price.',
  policy: {
    ...defaultPolicy,
    id: 'hybrid',
    eligibility: { ...eligibility, country: 'soft' },
    weights: {
      ...weights,
      move: { ...weights.move, base: 3 },
      pair: { new: 2, kept: 0.5 },
      fit: {
        ...weights.fit,
        industry: 40,
        firstLanguage: 40,
        timezonePerHour: 15,
        timezoneFreeHours: 0,
      },
      balanceHours: [{ beyondPoints: 2, perPoint: 20 }],
    },
  },
};
