/**
 * `value` rounded to `decimals` places, halves away from zero towards +∞ ("half up"), judged on the decimal
 * digits a person sees: 1.005 rounds to 1.01 although its binary value is a little less.
 */
export function roundHalfUp(value: number, decimals = 0): number {
  if (!Number.isFinite(value)) return value;
  // Most values are whole, and texts are slow. Plus 0, since −0 is 0 here.
  if (decimals >= 0 && Number.isInteger(value)) return value + 0;
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
