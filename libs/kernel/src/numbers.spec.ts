import { roundHalfUp, toCentihours } from './numbers.js';
import { seededRng } from './rng.js';

/** Half up, in whole numbers, on the digits that a person sees. */
function byHand(value: number, decimals: number): number {
  const [mantissa, exponent] = value.toExponential().split('e') as [string, string];
  const [whole, fraction = ''] = mantissa.split('.') as [string, string?];
  const zeros = Number(exponent) - fraction.length + decimals;
  const digits = BigInt(whole + fraction);
  if (zeros >= 0) return value;
  const unit = 10n ** BigInt(-zeros);
  const doubled = 2n * digits + unit;
  const quotient = doubled / (2n * unit);
  const floored = doubled < 0n && quotient * 2n * unit !== doubled ? quotient - 1n : quotient;
  return Number(`${floored}e${-decimals}`) + 0;
}

it('rounds half up as people see the digits, near a half and far from it (seeded values)', () => {
  const rng = seededRng(4);
  const values = [1.005, 2.675, -0.5, -0.3, 1e-9, 123_456_789.125, 0.285, 4.35];
  for (let i = 0; i < 5_000; i++) {
    const any = (rng.next() - 0.3) * 10 ** rng.int(9);
    values.push(any, (Math.floor(any * 100) + 0.5) / 100, Math.round(any * 1_000) / 1_000);
  }
  const wrong = values.flatMap((value) =>
    [0, 1, 2, 6].flatMap((decimals) => {
      const [is, wanted] = [roundHalfUp(value, decimals), byHand(value, decimals)];
      return Object.is(is, wanted) ? [] : [{ value, decimals, is, wanted }];
    }),
  );
  expect(wrong).toEqual([]);
  expect([roundHalfUp(1.005, 2), toCentihours(1.005), roundHalfUp(-0.5)]).toEqual([1.01, 101, 0]);
});
