import { attribute } from './attribute.cell.js';
import { CellFault, guard, unguard, type CellParser } from './cell.js';
import { isoDate, leaves } from './date.cell.js';
import { amount, decimal } from './number.cell.js';
import { currency, oneOf, textList, timezone, truth } from './text.cell.js';

const arr = amount(1_000_000_000_000);
const fault = (parse: CellParser, text: string): CellFault => {
  const parsed = parse(text);
  if (!(parsed instanceof CellFault)) throw new Error(`${text} was taken as ${JSON.stringify(parsed)}`);
  return parsed;
};

describe('amounts', () => {
  it.each([
    ['0', 0],
    ['12', 12],
    ['12.49', 12],
    ['12.5', 13],
    ['0012', 12],
    ['999999999999.4', 999_999_999_999],
  ])('%s is %d', (text, value) => expect(arr(text)).toBe(value));

  it.each([
    ['-1', 'too-small', /contraction/],
    ['1000000000001', 'too-large', /unit/],
    ['1e5', 'not-a-number', /Maybe 100000$/],
    ['NaN', 'not-a-number', undefined],
    ['Infinity', 'not-a-number', undefined],
    ['0x10', 'not-a-number', undefined],
    ['1,000', 'not-a-number', /Maybe 1000$/],
    ['1.234,50', 'not-a-number', /Maybe 1234.50$/],
    ['12,5', 'not-a-number', /Maybe 12.5$/],
    ['€5', 'not-a-number', /Maybe 5$/],
    ['$ 1,200.50', 'not-a-number', /Maybe 1200.50$/],
    ['+5', 'not-a-number', /Maybe 5$/],
    ['.5', 'not-a-number', /Maybe 0.5$/],
    ['5.', 'not-a-number', /Maybe 5$/],
    ['9'.repeat(60), 'not-a-number', undefined],
  ])('%s is refused', (text, code, hint) => {
    const found = fault(arr, text);
    expect(found.code).toBe(code);
    expect(found.expected).toContain('plain decimal');
    if (hint) expect(found.hint).toMatch(hint);
  });

  it('keeps to whole numbers where asked', () => {
    const complexity = decimal({ min: 1, max: 5, whole: true });
    expect(complexity('5')).toBe(5);
    expect(fault(complexity, '2.5').hint).toBe('Maybe 3');
    expect(fault(complexity, '6').code).toBe('too-large');
  });

  it('has no negative zero', () => expect(Object.is(decimal({ min: -100, max: 100 })('-0'), 0)).toBe(true));
});

describe('days', () => {
  it('are days of the calendar', () => expect(isoDate('2028-02-29')).toBe('2028-02-29'));

  it.each([
    ['2026-02-30', 'not-a-date', 'Maybe 2026-02-28, the last day of that month'],
    ['2026-13-01', 'not-a-date', 'Maybe 2026-01-13'],
    ['2026/1/5', 'not-a-date', 'Maybe 2026-01-05'],
    ['2026-10-01T00:00:00Z', 'not-a-date', 'Maybe 2026-10-01'],
    ['01/02/2026', 'not-a-date', 'Maybe put the year first: YYYY-MM-DD'],
    ['46296', 'not-a-date', 'Maybe a spreadsheet stored the date as a number; format it as YYYY-MM-DD'],
    ['0226-10-01', 'date-out-of-range', 'Maybe the year is mistyped'],
  ])('%s is refused', (text, code, hint) => expect(fault(isoDate, text)).toMatchObject({ code, hint }));

  it('leaves are in order of their first day, both ends included', () =>
    expect(leaves(' 2026-12-01/2026-12-01 ; 2026-03-01/2026-03-09;')).toEqual([
      { from: '2026-03-01', to: '2026-03-09' },
      { from: '2026-12-01', to: '2026-12-01' },
    ]));

  it.each([
    ['2026-03-09/2026-03-01', 'dates-in-wrong-order', 'Maybe 2026-03-01/2026-03-09'],
    ['2026-03-09', 'not-a-leave', 'Maybe the last day is missing'],
    ['09/03/2026', 'not-a-leave', 'Maybe write the days as YYYY-MM-DD'],
    ['2026-03-01/2026-02-30', 'not-a-date', 'Maybe 2026-02-28, the last day of that month'],
  ])('%s is no leave', (text, code, hint) => expect(fault(leaves, text)).toMatchObject({ code, hint }));
});

describe('words', () => {
  it.each(['true', 'TRUE', 'yes', '1'])('%s is true', (text) => expect(truth(text)).toBe(true));
  it.each(['false', 'No', '0'])('%s is false', (text) => expect(truth(text)).toBe(false));
  it('other words are neither', () => expect(fault(truth, 'x').hint).toBe('Maybe true'));
  it('a list drops empty and repeated entries', () => expect(textList(' b; a ;;b')).toEqual(['b', 'a']));
  it('a typo gets the word that was meant', () =>
    expect(fault(oneOf(['active', 'churned']), 'Active').hint).toBe('Maybe "active"'));
  it('a currency is three capitals', () => expect(fault(currency, 'eur').hint).toBe('Maybe EUR'));
  it('a zone is an IANA name', () => {
    expect(timezone('Europe/Berlin')).toBe('Europe/Berlin');
    expect(fault(timezone, '+02:00').hint).toMatch(/city/);
  });
});

describe('attributes', () => {
  it.each([
    ['12', 12],
    ['-1.50', -1.5],
    ['0.1', 0.1],
    ['True', true],
    ['false', false],
    ['yes', 'yes'],
    ['007', '007'],
    ['1234567890123456', '1234567890123456'],
    ['1e5', '1e5'],
    ['two\nlines', 'two\nlines'],
  ])('%j is %j', (text, value) => expect(attribute(text)).toBe(value));
});

describe('the formula guard', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['+49 30', "'+49 30"],
    ['-', "'-"],
    ['@name', "'@name"],
    ['\tx', "'\tx"],
    ["'=1", "''=1"],
    ["'t Hooft", "'t Hooft"],
    ['a=b', 'a=b'],
    ['', ''],
  ])('%j is written as %j and read back', (text, written) => {
    expect(guard(text)).toBe(written);
    expect(unguard(written)).toBe(text);
  });

  it('takes exactly one quote off', () => expect(unguard("''=1")).toBe("'=1"));
});
