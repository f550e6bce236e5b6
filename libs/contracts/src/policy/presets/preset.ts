import type { Policy } from '../policy.js';

export const PRESET_NAMES = ['even', 'geography', 'country', 'vertical', 'hybrid', 'pooled'] as const;
export type PresetName = (typeof PRESET_NAMES)[number];

/** A complete policy with one idea, in a sentence or two for people who choose. */
export interface Preset {
  readonly description: string;
  readonly policy: Policy;
}
