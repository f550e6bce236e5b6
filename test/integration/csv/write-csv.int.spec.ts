import { readAccountsCsv, writeCsv, type CsvValue } from '@bailiwick/contracts';
import fc from 'fast-check';

const columns = (names: string[]) =>
  names.map((name, i) => ({ name, value: (row: readonly CsvValue[]) => row[i] }));

describe('writeCsv', () => {
  it('writes RFC 4180 with LF, quotes where needed, nothing for a missing value', () =>
    expect(
      writeCsv(columns(['id', 'text', 'list', 'flag']), [
        ['A1', 'a "b", c', ['x', 'y'], true],
        ['A2', 'two\nlines', [], false],
        ['A3', undefined, null, ''],
      ]),
    ).toBe('id,text,list,flag\nA1,"a ""b"", c",x;y,true\nA2,"two\nlines",,false\nA3,,,\n'));

  it('guards text that starts like a formula, never numbers', () =>
    expect(
      writeCsv(columns(['a', 'b']), [
        ['=1', -5],
        ['@x', 0.1],
      ]),
    ).toBe("a,b\n'=1,-5\n'@x,0.1\n"));

  it.each([
    [1e21, '1000000000000000000000'],
    [-1.5e22, '-15000000000000000000000'],
    [1e-7, '0.0000001'],
    [-1.25e-9, '-0.00000000125'],
    [0.1 + 0.2, '0.30000000000000004'],
    [-0, '0'],
    [123456.78, '123456.78'],
  ])('writes %d without an exponent', (value, text) =>
    expect(writeCsv(columns(['n', 'm']), [[value, 1]])).toBe(`n,m\n${text},1\n`),
  );

  it('refuses what is no number', () =>
    expect(() => writeCsv(columns(['n']), [[Number.NaN]])).toThrow('n is NaN'));

  it('keeps a row with one empty cell', () =>
    expect(writeCsv(columns(['n']), [[''], ['x']])).toBe('n\n""\nx\n'));

  it('what is written is read back the same', () => {
    const text = fc
      .string({ unit: fc.constantFrom(...'\'=+-@,;"\n\r ab1é€𝄞') })
      .map((s) => s.trim())
      .filter((s) => s.length > 0);
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 8 }), (names) => {
        const rows = names.map((name, i) => [`A${i}`, 1, name]);
        const csv = writeCsv(columns(['account_id', 'arr', 'name']), rows);
        const table = readAccountsCsv(new TextEncoder().encode(csv), 'a.csv');
        expect(table.problems).toEqual([]);
        expect(table.records.map((a) => a.name)).toEqual(names);
      }),
      { numRuns: 300, seed: 7 },
    );
  });
});
