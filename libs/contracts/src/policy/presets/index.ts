export type { PlannedBook } from './planned-book.js';
export * from './policy-presets.js';
export { PRESET_NAMES, type PresetName } from './preset.js';
export * from './preset-goals.js';
export * from './preset-metrics.js';
