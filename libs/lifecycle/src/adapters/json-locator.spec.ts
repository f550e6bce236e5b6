import { jsonLocator } from './json-locator.js';

describe('finding places in a JSON text', () => {
  const text = '{"data": {"arr": "250K", "a/b~c": [1, {"x": 2}]}}';

  it.each([
    ['/data/arr', text.indexOf('"250K"')],
    ['/data/a~1b~0c/1/x', text.indexOf('2}]')],
    ['/data/missing', text.indexOf('{"arr"')],
    ['/data/a~1b~0c/7', text.indexOf('[1,')],
    ['/nowhere/at/all', 0],
    ['', 0],
  ])('knows the offset of %s, or of its nearest ancestor', (pointer, offset) => {
    expect(jsonLocator.offsetOf(text, pointer)).toBe(offset);
  });

  it.each([
    ['{"a": }', 6],
    ['{"a": 1', 7],
    ['{"a": 1} x', 9],
    ["{'a': 1}", 1],
    ['{"a": 1,}', 8],
  ])('knows where %s stops being JSON', (bad, offset) => {
    expect(jsonLocator.syntaxFault(bad).offset).toBe(offset);
    expect(jsonLocator.syntaxFault(bad).message).toMatch(/^[a-z ]+$/);
  });
});
