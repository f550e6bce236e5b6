/**
 * `value` rounded to `decimals` places, halves away from zero towards +∞ ("half up"), judged on the decimal
 * digits a person sees: 1.005 rounds to 1.01 although its binary value is a little less.
 */
export function roundHalfUp(value: number, decimals = 0): number {
  if (!Number.isFinite(value)) return value;
  // Most values are whole, and texts are slow. Plus 0, since −0 is 0 here.
  if (decimals >= 0 && Number.isInteger(value)) return value + 0;
  return farFromHalf(value, decimals) ?? byDigits(value, decimals);
}

const SCALES: readonly number[] = [1, 10, 100, 1e3, 1e4, 1e5, 1e6];
/** Below this a double tells a millionth. */
const SAFE = 2 ** 30;
const UNSURE = 1e-6;

/** Where binary digits round as decimal ones do; `undefined` near a half, and where nobody looked. */
function farFromHalf(value: number, decimals: number): number | undefined {
  const scale = SCALES[decimals];
  if (scale === undefined) return undefined;
  const scaled = value * scale;
  const rounded = Math.floor(scaled + 0.5);
  if (Math.abs(scaled) > SAFE || Math.abs(Math.abs(scaled - rounded) - 0.5) < UNSURE) return undefined;
  // The quotient of two whole numbers is the double that is nearest to the decimal.
  return rounded / scale + 0;
}

function byDigits(value: number, decimals: number): number {
  const shifted = Number(shift(value, decimals));
  return Number(shift(Math.floor(shifted + 0.5), -decimals));
}

function shift(value: number, places: number): string {
  const [mantissa, exponent = '0'] = value.toExponential().split('e') as [string, string?];
  return `${mantissa}e${Number(exponent) + places}`;
}

/** Hours of work a month as a whole number of hundredths, so that sums are exact. */
export function toCentihours(hours: number): number {
  const rounded = roundHalfUp(hours, 2);
  return rounded === 0 ? 0 : Math.round(rounded * 100);
}
