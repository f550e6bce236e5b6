import type { PresetMetrics } from './preset-metrics.js';
import type { PresetName } from './preset.js';

export interface PresetGoal {
  readonly metric: keyof PresetMetrics;
  readonly best: 'lowest' | 'highest';
}

/** What each preset is the best at. */
export const presetGoals: Readonly<Record<PresetName, PresetGoal>> = {
  even: { metric: 'utilisationSpread', best: 'lowest' },
  geography: { metric: 'timeZoneDistance', best: 'lowest' },
  country: { metric: 'homeCountryShare', best: 'highest' },
  vertical: { metric: 'industryShare', best: 'highest' },
  hybrid: { metric: 'allRoundShare', best: 'highest' },
  pooled: { metric: 'renewalsAboveShare', best: 'lowest' },
};
