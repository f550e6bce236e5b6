import { compare } from './shown-output.js';

const agree = (shown: string, actual: string, language: 'json' | 'text'): boolean => {
  const compared = compare(shown, actual, language);
  return JSON.stringify(compared.actual) === JSON.stringify(compared.shown);
};

describe('what a guide shows against what came', () => {
  it.each([
    ['the same text', 'a\nb', 'a\nb\n', true],
    ['other text', 'a', 'b', false],
    ['a line more', 'a', 'a\nb', false],
    ['a line less', 'a\nb', 'a', false],
    ['a part left open', 'id …, done', 'id 4.7 (x), done', true],
    ['a part left open, and another end', 'id …, done', 'id 4.7, failed', false],
    ['characters that mean something in patterns', 'a.b (c)', 'axb c', false],
    ['lines left open', 'a\n…\nz', 'a\nb\nc\nz', true],
    ['no line where lines are left open', 'a\n…\nz', 'a\nz', true],
    ['lines left open, and another end', 'a\n…\nz', 'a\nb\ny', false],
  ])('%s', (_name, shown, actual, same) => {
    expect(agree(shown, actual, 'text')).toBe(same);
  });

  it.each([
    ['the same, laid out otherwise', '{ "a": [1, 2] }', '{"a":[1,\n2]}', true],
    ['another value', '{ "a": 1 }', '{"a":2}', false],
    ['a value left open', '{ "a": "…" }', '{"a":{"b":1}}', true],
    ['a value left open that is missing', '{ "a": "…" }', '{}', false],
    ['a field more', '{ "a": 1 }', '{"a":1,"b":2}', false],
    ['further fields left open', '{ "a": 1, "…": "more" }', '{"b":2,"a":1}', true],
    ['further fields left open, and one missing', '{ "a": 1, "…": "more" }', '{"b":2}', false],
    ['a part of a string left open', '"/logs/…"', '"/logs/4711"', true],
    ['further items left open', '[1, "…"]', '[1,2,3]', true],
    ['further items left open, and too few', '[1, 2, "…"]', '[1]', false],
    ['an item more', '[1]', '[1,2]', false],
    ['no JSON', '{ "a": 1 }', 'nonsense', false],
  ])('%s', (_name, shown, actual, same) => {
    expect(agree(shown, actual, 'json')).toBe(same);
  });
});
