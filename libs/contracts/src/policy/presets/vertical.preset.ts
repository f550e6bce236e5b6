import { defaultPolicy } from '../default-policy.js';
import type { Preset } from './preset.js';

const { eligibility, weights } = defaultPolicy;

/**
 * A CSM knows the customer's industry. Knowledge comes before the map: the rule on regions is soft, so that the only
 * specialist may serve a neighbouring region in a language they share. Fit by language, time zone and seniority is as
 * by default.
 */
export const vertical: Preset = {
  description:
    'The CSM knows the customer’s industry; for that an account may even be served from another region, in a language both speak.',
  policy: {
    ...defaultPolicy,
    id: 'vertical',
    eligibility: { ...eligibility, region: 'soft' },
    weights: {
      ...weights,
      move: { ...weights.move, base: 3 },
      pair: { new: 2, kept: 0.5 },
      fit: { ...weights.fit, industry: 60 },
    },
  },
};
