import { roundHalfUp } from '@bailiwick/kernel';
import { CellFault, type CellParser } from './cell.js';

const PLAIN_DECIMAL = /^-?\d+(\.\d+)?$/;
const WHOLE = /^-?\d+$/;
/** More digits than a double holds exactly are never a measured quantity. */
const MAX_DIGITS = 40;

export interface NumberRange {
  readonly min: number;
  readonly max: number;
  /** Only whole numbers. */
  readonly whole?: boolean;
  /** Said of a value below `min`, where that deserves more than its number. */
  readonly below?: string;
}

/** A plain decimal in a range: digits, at most one point, no sign but `-`, no exponent, no separators, no unit. */
export function decimal(range: NumberRange): CellParser<number> {
  const words = `${range.whole ? 'a whole number' : 'a plain decimal'} from ${range.min} to ${range.max}`;
  return (text) => {
    if (!PLAIN_DECIMAL.test(text) || text.length > MAX_DIGITS) return notPlain(text, words);
    if (range.whole && !WHOLE.test(text)) return notWhole(text, words);
    const value = Number(text);
    if (value < range.min) return new CellFault('too-small', 'is too small', words, range.below);
    if (value > range.max)
      return new CellFault('too-large', 'is too large', words, 'Maybe a decimal point or the unit is wrong');
    return value === 0 ? 0 : value;
  };
}

/** An amount of money a year, rounded half up to whole units. */
export function amount(max: number): CellParser<number> {
  const parse = decimal({
    min: 0,
    max,
    below: 'Maybe a contraction was entered; give the total that remains',
  });
  return (text) => {
    const value = parse(text);
    return value instanceof CellFault || Number.isInteger(value) ? value : roundHalfUp(value);
  };
}

function notWhole(text: string, words: string): CellFault {
  return new CellFault('not-whole', 'is not a whole number', words, `Maybe ${Math.round(Number(text))}`);
}

function notPlain(text: string, words: string): CellFault {
  const guess = plainGuess(text);
  return new CellFault(
    'not-a-number',
    'is not a plain decimal',
    words,
    guess === undefined ? undefined : `Maybe ${guess}`,
  );
}

/** The number that was probably meant: without separators, currency signs and exponents. */
function plainGuess(text: string): string | undefined {
  const bare = text.slice(0, MAX_DIGITS).replace(/[\s_'\u00a0\u202f]|^[^\d.,+-]+|[^\d.,]+$/g, '');
  if (/^[+-]?\d*\.?\d+e[+-]?\d{1,2}$/i.test(text)) return expand(Number(text));
  if (/^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/.test(bare)) return bare.replace(/[,+]/g, '');
  if (/^[+-]?\d{1,3}(\.\d{3})+,\d+$/.test(bare)) return bare.replace(/[.+]/g, '').replace(',', '.');
  if (/^[+-]?\d+,\d{1,2}$/.test(bare)) return bare.replace('+', '').replace(',', '.');
  return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(bare) ? expand(Number(bare)) : undefined;
}

function expand(value: number): string | undefined {
  return Number.isFinite(value) && Math.abs(value) < 1e15 ? String(value) : undefined;
}
