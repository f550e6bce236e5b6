import type { AttributeValue } from '../../company/account.js';
import { EVENT_LIMITS } from '../../events/primitives.js';
import type { CellParser } from './cell.js';
import { longText } from './text.cell.js';

const text = longText(EVENT_LIMITS.attributeTextLength);
/** What a double holds exactly and writes back the same: no leading zeros, no sign of zero, at most 15 digits. */
const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?$/;
const MAX_DIGITS = 15;

/**
 * A cell of a column that the contract does not name: `true` and `false` (any case) are booleans, plain decimals of
 * at most 15 digits without leading zeros are numbers (so that `007` and card numbers stay what they are), the rest
 * is text.
 */
export const attribute: CellParser<AttributeValue> = (cell) => {
  const lower = cell.toLowerCase();
  if (lower === 'true') return true;
  if (lower === 'false') return false;
  if (NUMBER.test(cell) && cell.replace(/\D/g, '').length <= MAX_DIGITS) return Number(cell) + 0;
  return text(cell);
};
