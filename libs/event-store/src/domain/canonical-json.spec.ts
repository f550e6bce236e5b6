import { InvalidInputError } from '@bailiwick/kernel';
import fc from 'fast-check';
import { canonicalJson } from './canonical-json.js';

test.each([
  [{ b: 1, a: 2, B: 3, '10': 4, '9': 5 }, '{"10":4,"9":5,"B":3,"a":2,"b":1}'],
  [[1, -0, 1e21, 1e-7, 0.1 + 0.2], '[1,0,1e+21,1e-7,0.30000000000000004]'],
  [{ a: undefined, b: null, c: [true, false] }, '{"b":null,"c":[true,false]}'],
  ['"\\\u0000\u001f\u007fé€😀\u2028', '"\\"\\\\\\u0000\\u001f\u007fé€😀\u2028"'],
  // The sorting example of RFC 8785, section 3.2.3.
  [
    {
      '\u20ac': 'Euro',
      '\r': 'CR',
      '\ufb33': 'Dalet',
      '1': 'One',
      '\ud83d\ude00': 'Smile',
      '\u0080': 'C',
      ö: 'o',
    },
    '{"\\r":"CR","1":"One","\u0080":"C","ö":"o","€":"Euro","😀":"Smile","\ufb33":"Dalet"}',
  ],
])('%j', (value, text) => {
  expect(canonicalJson(value)).toBe(text);
});

test('is JSON of the same value, and the same for every order of members', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      expect(canonicalJson(reversed(value))).toBe(text);
    }),
    { numRuns: 300 },
  );
});

test('tells everything that JSON cannot carry, at once', () => {
  const tooDeep = Array.from({ length: 101 }).reduce<unknown>((inner) => [inner], 1);
  const value = {
    a: NaN,
    'b/~': [new Date(0), undefined],
    c: { d: 1n, e: '\ud800', f: () => 1 },
    g: tooDeep,
    '\udc00': 1,
  };
  const pointers = ['/a', '/b~1~0/0', '/b~1~0/1', '/c/d', '/c/e', '/c/f', `/g${'/0'.repeat(99)}`, ''];
  expect(() => canonicalJson(value)).toThrow(InvalidInputError);
  try {
    canonicalJson(value);
  } catch (error) {
    expect((error as InvalidInputError).problems.map((p) => p.pointer)).toEqual(pointers);
  }
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reversed(member)]),
  );
}
