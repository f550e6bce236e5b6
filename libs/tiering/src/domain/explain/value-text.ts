import type { FactValue } from '@bailiwick/contracts';

const OPERATOR_TEXT: Readonly<Record<string, string>> = {
  equal: 'is',
  notEqual: 'is not',
  in: 'is one of',
  notIn: 'is none of',
  contains: 'contains',
  doesNotContain: 'does not contain',
  lessThan: 'is less than',
  lessThanInclusive: 'is at most',
  greaterThan: 'is more than',
  greaterThanInclusive: 'is at least',
};

export function operatorText(operator: string): string {
  return OPERATOR_TEXT[operator] ?? operator;
}

const MOST_LISTED = 10;

/** A fact's value as people write it: `250,000 USD/year`, `yes`, `unknown`. */
export function valueText(value: FactValue | readonly unknown[], unit?: string): string {
  if (value === null || value === undefined) return 'unknown';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return unit ? `${numberText(value)} ${unit}` : numberText(value);
  if (typeof value === 'string') return value;
  if (value.length === 0) return 'none';
  const more = value.length > MOST_LISTED ? ` … (${value.length})` : '';
  return (
    value
      .slice(0, MOST_LISTED)
      .map((v) => valueText(v as FactValue))
      .join(', ') + more
  );
}

/** Digits in threes, at most four decimals. */
function numberText(value: number): string {
  const rounded = Math.round(value * 10_000) / 10_000;
  const [whole, decimals] = String(rounded).split('.') as [string, string?];
  if (whole.includes('e')) return whole;
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return decimals === undefined ? grouped : `${grouped}.${decimals}`;
}
