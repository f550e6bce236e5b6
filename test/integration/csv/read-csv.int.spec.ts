import { checkCompany, readAccountsCsv, readAesCsv, readCsmsCsv } from '@bailiwick/contracts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const accounts = (text: string) => readAccountsCsv(bytes(text), 'accounts.csv');
const codes = (problems: readonly { code: string; line?: number }[]): string[] =>
  problems.map((p) => `${p.code}@${p.line ?? ''}`);

describe('a good file', () => {
  const table = accounts(
    '\ufeffaccount_id,name,arr,products,required_skills,strategic,health,renewal_date,parent_id,seats,note\r\n' +
      ' A1 ,"Acme, ""the"" first",1200.5,core;edge ; core,,yes,71.5,2026-12-31,,12,007\r\n' +
      '\r\n' +
      ',,,,,,,,,,\r\n' +
      "A2,'=SUM(A1),0,,,,,,A1,,true\r\n",
  );

  it('has no problems', () => expect(table).toMatchObject({ problems: [], warnings: [], lines: [2, 5] }));

  it('becomes records: trimmed, typed, rounded, a missing fact absent', () =>
    expect(table.records).toEqual([
      {
        accountId: 'A1',
        name: 'Acme, "the" first',
        arr: 1201,
        products: ['core', 'edge'],
        requiredSkills: [],
        clearances: [],
        strategic: true,
        healthScore: 71.5,
        renewalDate: '2026-12-31',
        status: 'active',
        attributes: { seats: 12, note: '007' },
      },
      {
        accountId: 'A2',
        name: '=SUM(A1)',
        arr: 0,
        parentId: 'A1',
        products: [],
        requiredSkills: [],
        clearances: [],
        status: 'active',
        attributes: { note: true },
      },
    ]));

  it('may use ; and quoted lists', () => {
    const table = readCsmsCsv(
      bytes(
        'csm_id;capacity_hours;languages;leave;pool;ramp_months\nC1;120.5;"de;en";"2026-01-01/2026-01-05";no;3\nC2;0;;;1;',
      ),
      'csms.csv',
    );
    expect(table.problems).toEqual([]);
    expect(table.records).toMatchObject([
      {
        csmId: 'C1',
        capacityHours: 120.5,
        languages: ['de', 'en'],
        leaves: [{ from: '2026-01-01', to: '2026-01-05' }],
        pool: false,
        rampMonths: 3,
        skills: [],
      },
      { csmId: 'C2', capacityHours: 0, languages: [], leaves: [], pool: true },
    ]);
  });

  it('may end its lines with CR alone', () =>
    expect(accounts('account_id,arr\rA1,1\rA2,2').records.map((a) => a.accountId)).toEqual(['A1', 'A2']));

  it('aes need their id only', () =>
    expect(readAesCsv(bytes('ae_id,avp_id\nE1,V1\nE2,\n'), 'aes.csv').records).toEqual([
      { aeId: 'E1', avpId: 'V1' },
      { aeId: 'E2' },
    ]));
});

describe('bad rows', () => {
  it('are all reported at once, each with line, column, value, expectation and hint', () => {
    const { problems, records } = accounts(
      'account_id,arr,start_date,renewal_date,complexity,parent_id,csm_since\n' +
        'A1,"1,000",2026-02-30,,,,\n' +
        '"A\n2",5,,,,,\n' +
        ',5,,,,,\n' +
        'A3,,2026-05-01,2026-04-01,9,A3,2020-01-01\n' +
        'A4,7,2026-05-01,2026-05-01,5,,2020-01-01\n' +
        'A4,8,,,,,\n',
    );
    expect(codes(problems)).toEqual([
      'not-a-number@2',
      'not-a-date@2',
      'control-character@3',
      'missing-value@5',
      'too-large@6',
      'missing-value@6',
      'dates-in-wrong-order@6',
      'parent-cycle@6',
      'duplicate-id@8',
    ]);
    expect(problems[0]).toEqual({
      code: 'not-a-number',
      message: 'arr is not a plain decimal',
      file: 'accounts.csv',
      line: 2,
      column: 'arr',
      value: '1,000',
      expected: 'a plain decimal from 0 to 1000000000000',
      hint: 'Maybe 1000',
    });
    expect(problems.at(-1)).toMatchObject({ column: 'account_id', value: 'A4', message: /line 7/ });
    expect(records.map((a) => a.accountId)).toEqual(['A4']);
  });

  it('keep their line after quoted newlines, blank lines and CRLF', () =>
    expect(
      codes(accounts('account_id,name,arr\r\nA1,"a\r\nb\r\nc",1\r\n\r\n\r\nA2,,x\r\n').problems),
    ).toEqual(['not-a-number@7']));

  it('may be ragged', () =>
    expect(accounts('account_id,arr,name\nA1,1\nA2,2,b,c\nA3,3,c').problems).toMatchObject([
      { code: 'ragged-row', line: 2, message: 'The row has 2 cells, the header 3' },
      { code: 'ragged-row', line: 3, hint: 'Maybe text with a comma in it is not in quotes' },
    ]));

  it('with broken quotes do not hide those after them', () => {
    const { problems, records } = accounts(
      'account_id,arr,name\nA1,1,"open\nA2,x,b\nA3,3,5" pipe\nA4,4,"a"b\nA5,5,e\nA6,6,"never closed',
    );
    expect(codes(problems)).toEqual([
      'misplaced-quote@2',
      'not-a-number@3',
      'misplaced-quote@4',
      'misplaced-quote@5',
      'unterminated-quote@7',
    ]);
    expect(problems[0]!.value).toBe('A1,1,"open');
    expect(records.map((a) => a.accountId)).toEqual(['A5']);
  });

  it('with NUL bytes say so', () =>
    expect(accounts('account_id,arr\nA\0,1\n').problems).toMatchObject([
      { code: 'control-character', message: 'account_id holds the control character U+0000' },
    ]));
});

describe('bad headers', () => {
  it.each([
    ['an empty file', '', ['empty-file']],
    ['a byte order mark alone', '\ufeff', ['empty-file']],
    ['blank lines alone', '\n\r\n\n', ['empty-file']],
    ['missing columns', 'acount_id,name\nA1,x\n', ['missing-column', 'missing-column']],
    ['a duplicate column', 'account_id,arr,name, name\n', ['duplicate-column']],
    ['a column without a name', 'account_id,arr,\n', ['unnamed-column']],
    ['a name that reaches into prototypes', 'account_id,arr,__proto__\nA1,1,x\n', ['forbidden-name']],
    ['another delimiter', 'account_id\tarr\nA1\t1\n', ['missing-column', 'missing-column']],
    ['an unterminated quote', '"account_id,arr\nA1,1\n', ['unterminated-quote']],
  ])('%s', (_, text, expected) => {
    const { problems, records } = accounts(text);
    expect(problems.map((p) => p.code)).toEqual(expected);
    expect(records).toEqual([]);
  });

  it('name the column that was meant', () => {
    const { problems, warnings } = accounts('acount_id,arr,regoin,Seats\nA1,1,x,2\n');
    expect(problems[0]).toMatchObject({
      column: 'account_id',
      hint: 'Maybe "acount_id" is meant to be account_id',
    });
    expect(warnings).toMatchObject([
      { column: 'acount_id', severity: 'warning' },
      { column: 'regoin', hint: 'Maybe "region"' },
    ]);
  });

  it('without rows are no problem of the file', () =>
    expect(accounts('account_id,arr\n')).toMatchObject({ records: [], problems: [] }));

  it('a pollution attempt changes no prototype', () => {
    const { records } = accounts('account_id,arr,toString,hasOwnProperty\nA1,1,x,y\n');
    expect(Object.entries(records[0]!.attributes)).toEqual([
      ['toString', 'x'],
      ['hasOwnProperty', 'y'],
    ]);
    expect({}.toString()).toBe('[object Object]');
  });
});

describe('bad bytes', () => {
  it('are told with offset and line, and the rest is still checked', () => {
    const text = bytes('account_id,arr,name\nA1,x,b\nA2,2,caf_\nA3,3,c\n');
    text[text.indexOf(0x5f, 20)] = 0xe9;
    const { problems } = readAccountsCsv(text, 'accounts.csv');
    expect(problems).toMatchObject([
      { code: 'not-utf8', line: 3, value: '0xE9 at byte 35', message: 'Byte 35 of the file is not UTF-8' },
      { code: 'not-a-number', line: 2 },
    ]);
  });

  it.each([
    ['an overlong form', [0xc0, 0xaf]],
    ['a surrogate', [0xed, 0xa0, 0x80]],
    ['above U+10FFFF', [0xf4, 0x90, 0x80, 0x80]],
    ['a cut sequence at the end', [0xe2, 0x82]],
  ])('%s is no UTF-8', (_, tail) => {
    const head = bytes('account_id,arr\nA1,1\nA');
    const { problems } = readAccountsCsv(Uint8Array.from([...head, ...tail]), 'a.csv');
    expect(problems.map((p) => p.code)).toContain('not-utf8');
  });

  it('UTF-16 is named as what it is', () =>
    expect(readAccountsCsv(Uint8Array.from([0xff, 0xfe, 0x61, 0x00]), 'a.csv').problems).toMatchObject([
      { code: 'not-utf8', value: 'UTF-16 (little endian)' },
    ]));
});

describe('much too much', () => {
  const MB = 1024 * 1024;

  it('50 MB on one line is one problem, and the next row is still checked', () => {
    const head = 'account_id,arr,name\nA1,1,';
    const big = new Uint8Array(50 * MB).fill(0x78);
    big.set(bytes(head));
    big.set(bytes('\nA2,y,z\n'), big.length - 8);
    expect(codes(readAccountsCsv(big, 'a.csv').problems)).toEqual(['row-too-long@2', 'not-a-number@3']);
    expect(codes(readAccountsCsv(big.subarray(head.length), 'a.csv').problems)).toEqual(['row-too-long@1']);
  });

  it('more than 100 MB is not read at all', () =>
    expect(readAccountsCsv(new Uint8Array(100 * MB + 1), 'a.csv').problems.map((p) => p.code)).toEqual([
      'file-too-large',
    ]));

  it('what is no CSV ends after a hundred broken rows', () => {
    const { problems } = accounts(`account_id,arr\n${'a"b,1\n'.repeat(5_000)}`);
    expect(problems).toHaveLength(102);
    expect(problems.at(-1)!.code).toBe('not-csv');
  });

  it('problems beyond the limit are counted', () => {
    const { problems } = accounts(`account_id,arr\n${'A,x\n'.repeat(60_000)}`);
    expect(problems).toHaveLength(100_001);
    expect(problems.at(-1)).toMatchObject({ code: 'too-many-problems', value: 19_999 });
  });
});

describe('the files of a company together', () => {
  const policy = { currency: 'USD', fxRates: { EUR: 1.1 } };
  const csms = readCsmsCsv(bytes('csm_id,capacity_hours\nC1,120\nC2,bad\n'), 'csms.csv');
  const aes = readAesCsv(bytes('ae_id\nE1\n'), 'aes.csv');

  it('an unknown CSM has left: one warning that counts, with strict an error a row', () => {
    const table = accounts(
      'account_id,arr,csm_id,ae_id,status\nA1,1,C1,E1,\nA2,1,C9,,\nA3,1,C9,E7,\nA4,1,gone,,\nA5,1,C9,,churned\nA6,1,C2,,\n',
    );
    const { problems, warnings } = checkCompany({ accounts: table, csms, aes }, policy);
    expect(problems).toEqual([]);
    expect(warnings).toMatchObject([
      { code: 'unknown-csm', line: 3, value: 'C9 (2), gone (1)', message: /3 accounts have a csm_id/ },
      { code: 'unknown-ae', line: 4, value: 'E7 (1)' },
    ]);
    const strict = checkCompany({ accounts: table, csms, aes }, policy, { strict: true });
    expect(strict.warnings).toEqual([]);
    expect(codes(strict.problems)).toEqual([
      'unknown-csm@3',
      'unknown-csm@4',
      'unknown-csm@5',
      'unknown-ae@4',
    ]);
    expect(strict.problems[0]).toMatchObject({ file: 'accounts.csv', column: 'csm_id', hint: 'Maybe "C1"' });
  });

  it('AE ids are taken as they are without an AE file', () =>
    expect(
      checkCompany({ accounts: accounts('account_id,arr,ae_id\nA1,1,E7\n'), csms }, policy).warnings,
    ).toEqual([]));

  it('a cycle of parents is told once, with its members', () => {
    const table = accounts(
      'account_id,arr,parent_id\nA1,1,A2\nA2,1,A3\nA3,1,A4\nA4,1,A2\nA5,1,A6\nA6,1,A5\nA7,1,nobody\n',
    );
    expect(checkCompany({ accounts: table, csms }, policy).problems).toMatchObject([
      { code: 'parent-cycle', line: 3, value: 'A2 → A3 → A4 → A2', message: /^3 accounts/ },
      { code: 'parent-cycle', line: 6, value: 'A5 → A6 → A5' },
    ]);
  });

  it('a currency needs a rate, and there must be accounts and CSMs', () => {
    const none = readCsmsCsv(bytes('csm_id,capacity_hours\n'), 'csms.csv');
    const table = accounts('account_id,arr,currency\nA1,1,GBP\nA2,1,EUR\nA3,1,\nA4,1,USD\n');
    expect(checkCompany({ accounts: table, csms: none }, policy).problems).toMatchObject([
      { code: 'no-csms', file: 'csms.csv' },
      { code: 'no-exchange-rate', line: 2, value: 'GBP', expected: 'one of EUR, USD' },
    ]);
    expect(codes(checkCompany({ accounts: accounts('account_id,arr\n'), csms }, policy).problems)).toEqual([
      'no-accounts@',
    ]);
  });
});
