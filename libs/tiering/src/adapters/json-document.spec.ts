import { readJson } from './json-document.js';

const caps = { bytes: 1_000, depth: 5, values: 20 };
const problemsOf = (source: string | Uint8Array) => readJson(source, caps, 'f.json').problems;
const bytes = (...parts: (string | number[])[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))));

describe('reading JSON', () => {
  it.each([
    ['text', '{"a": [1, "x", null]}'],
    ['bytes', bytes('{"a": [1, "x", null]}')],
    ['a byte-order mark', bytes([0xef, 0xbb, 0xbf], '{"a": [1, "x", null]}')],
    ['a byte-order mark in text', '\uFEFF{"a": [1, "x", null]}'],
    ['CRLF', '{"a":\r\n[1, "x", null]}\r\n'],
  ])('reads %s', (_what, source) => {
    expect(readJson(source, caps).document?.value).toEqual({ a: [1, 'x', null] });
  });

  it.each<[string, string | Uint8Array, object]>([
    ['nothing', '', { code: 'empty-document' }],
    ['white space', ' \n', { code: 'empty-document' }],
    [
      'a comment',
      '{\n  // why\n  "a": 1}',
      { code: 'invalid-json', line: 2, column: 3, message: 'comments are not allowed' },
    ],
    [
      'a trailing comma',
      '{\n"a": 1,\n}',
      { code: 'invalid-json', line: 3, column: 1, hint: 'Maybe there is a comma too many' },
    ],
    [
      'NaN',
      '{"a": NaN}',
      { code: 'invalid-json', line: 1, column: 7, message: 'NaN is not a number in JSON' },
    ],
    ['-Infinity', '{"a": -Infinity}', { code: 'invalid-json', line: 1 }],
    ['single quotes', "{'a': 1}", { code: 'invalid-json', line: 1, column: 2 }],
    ['an end too early', '{"a": [1, 2', { code: 'invalid-json', line: 1 }],
    ['two documents', '{} {}', { code: 'invalid-json', line: 1, column: 4 }],
    ['a leading zero', '{"a": 01}', { code: 'invalid-json', line: 1 }],
    ['a line break within text', '{"a": "x\ny"}', { code: 'invalid-json', line: 1 }],
    ['invalid UTF-8', bytes('{"a":\n\n"x', [0xff], '"}'), { code: 'invalid-utf8', line: 3 }],
    ['too many bytes', 'x'.repeat(1_001), { code: 'document-too-large', value: 1_001 }],
    ['too deep', '[\n[[[[[1]]]]]]', { code: 'nested-too-deep', line: 2, column: 5 }],
    ['too many values', `[${'1,'.repeat(30)}1]`, { code: 'too-many-values', line: 1 }],
  ])('reports %s', (_what, source, expected) => {
    const [first] = problemsOf(source);
    expect(first).toMatchObject({ file: 'f.json', ...expected });
  });

  it('does not count what is inside text', () => {
    expect(readJson('["[[[[[[[{{{{,,,,,,,,,,,,,,,,,,,,,,,,\\"[[[[[["]', caps).problems).toEqual([]);
  });

  it('reports every member that is there twice, however deep', () => {
    const found = problemsOf('{\n "a": 1,\n "b": {"c": 1, "c": 2},\n "a": 3}');
    expect(found).toMatchObject([
      { code: 'duplicate-key', line: 3, column: 16, pointer: '/b/c', value: 'c' },
      { code: 'duplicate-key', line: 4, column: 2, pointer: '/a', value: 'a' },
    ]);
  });

  it('places findings at the value, at the name, or where something is missing', () => {
    const { document } = readJson('{\n  "a/b": [\n    {"x": 1}\n  ]\n}', caps, 'f.json');
    const place = (path: (string | number)[], part?: 'key') =>
      document?.place({ path, part, code: 'c', message: 'm' });
    expect(place(['a/b', 0, 'x'])).toMatchObject({ line: 3, column: 11, pointer: '/a~1b/0/x' });
    expect(place(['a/b', 0, 'x'], 'key')).toMatchObject({ line: 3, column: 6 });
    expect(place(['a/b', 0, 'y'])).toMatchObject({ line: 3, column: 5, pointer: '/a~1b/0/y' });
    expect(place([])).toMatchObject({ line: 1, column: 1, pointer: '' });
  });
});
