import type { Band } from '@bailiwick/contracts';

/**
 * The id of the half-open band [`from`, `to`) that holds `value`; `bands` rise without holes. A value beyond either
 * end, which only the buffer's multiplication can make, belongs to the outermost band.
 */
export function bandOf(value: number, bands: readonly Band[]): string | undefined {
  const hit = bands.find((band) => band.to === null || value < band.to);
  return (hit ?? bands.at(-1))?.id;
}
