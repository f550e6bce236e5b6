import { type IsoDate, parseIsoDate } from '@bailiwick/kernel';
import { InvalidArgumentError } from 'commander';

export function day(text: string): IsoDate {
  const parsed = parseIsoDate(text);
  if (!parsed) throw new InvalidArgumentError('expected a day as YYYY-MM-DD');
  return parsed;
}

export function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 86_400))
    throw new InvalidArgumentError('expected seconds, more than 0, at most 86400');
  return value;
}

export function whole(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value))
    throw new InvalidArgumentError('expected a whole number');
  return value;
}

export function modelFile(text: string): string {
  if (!/\.(mps|lp)$/.test(text)) throw new InvalidArgumentError('expected a name that ends in .mps or .lp');
  return text;
}

const MOST_BUDGETS = 50;

/** Budgets as the policy has them: at least 1 a number of accounts, below that a share. */
export function budgets(text: string): readonly number[] {
  const values = text.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)));
  if (values.length > MOST_BUDGETS || !values.every((value) => value >= 0 && Number.isFinite(value)))
    throw new InvalidArgumentError(`expected up to ${MOST_BUDGETS} numbers, 0 or more, between commas`);
  return values;
}
