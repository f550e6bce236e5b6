import type { Policy } from '../policy.js';
import { country } from './country.preset.js';
import { even } from './even.preset.js';
import { geography } from './geography.preset.js';
import { hybrid } from './hybrid.preset.js';
import { pooled } from './pooled.preset.js';
import { PRESET_NAMES, type Preset, type PresetName } from './preset.js';
import { vertical } from './vertical.preset.js';

const presets: Readonly<Record<PresetName, Preset>> = { even, geography, country, vertical, hybrid, pooled };

const each = <T>(of: (preset: Preset) => T): Readonly<Record<PresetName, T>> =>
  Object.fromEntries(PRESET_NAMES.map((name) => [name, of(presets[name])])) as Record<PresetName, T>;

/** Complete policies by name, each the default policy but for what its idea needs; samples/policies has them for people. */
export const policyPresets: Readonly<Record<PresetName, Policy>> = each(({ policy }) => policy);

/** What each preset is for, in a sentence; docs/reference/policies.md says more. */
export const presetDescriptions: Readonly<Record<PresetName, string>> = each(
  ({ description }) => description,
);

/** The preset of that name; undefined where there is none. */
export function presetNamed(name: string): Policy | undefined {
  return Object.hasOwn(policyPresets, name) ? policyPresets[name as PresetName] : undefined;
}
