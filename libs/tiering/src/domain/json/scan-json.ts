import type { Problem } from '@bailiwick/kernel';

export interface JsonCaps {
  readonly depth: number;
  readonly values: number;
}

/**
 * Looks for nesting and numbers of values beyond `caps` in JSON text, without recursion and without building anything,
 * so that a parser may then recurse safely. The text need not be valid JSON.
 * @returns the first excess with its line and column, or `undefined`
 */
export function scanJson(text: string, caps: JsonCaps): Problem | undefined {
  let depth = 0;
  let values = 1;
  for (let i = 0; i < text.length; i += 1) {
    const c = text.charCodeAt(i);
    if (c === 0x22) i = endOfString(text, i);
    else if (c === 0x7b || c === 0x5b) {
      depth += 1;
      values += 1;
      if (depth > caps.depth) return tooDeep(text, i, caps.depth);
    } else if (c === 0x7d || c === 0x5d) depth -= 1;
    else if (c === 0x2c) {
      values += 1;
      if (values > caps.values) return tooMany(text, i, caps.values);
    }
  }
  return undefined;
}

function endOfString(text: string, start: number): number {
  let i = start + 1;
  while (i < text.length && text.charCodeAt(i) !== 0x22) i += text.charCodeAt(i) === 0x5c ? 2 : 1;
  return i;
}

function tooDeep(text: string, offset: number, limit: number): Problem {
  return {
    code: 'nested-too-deep',
    message: `the document is nested more than ${limit} levels deep`,
    expected: `at most ${limit} levels`,
    hint: 'Maybe give inner conditions a name under "conditions" and refer to them',
    ...lineAndColumn(text, offset),
  };
}

function tooMany(text: string, offset: number, limit: number): Problem {
  return {
    code: 'too-many-values',
    message: `the document has more than ${limit} values`,
    expected: `at most ${limit} values`,
    hint: 'Maybe fewer rules or stored tests, or an "in" with a list instead of many comparisons',
    ...lineAndColumn(text, offset),
  };
}

/** The 1-based line and column of an offset, in UTF-16 units as editors count them. */
export function lineAndColumn(text: string, offset: number): { line: number; column: number } {
  return lineIndex(text.slice(0, offset))(offset);
}

/** Looks up lines and columns in one text, many times. */
export function lineIndex(text: string): (offset: number) => { line: number; column: number } {
  const starts = [0];
  for (let i = text.indexOf('\n'); i !== -1; i = text.indexOf('\n', i + 1)) starts.push(i + 1);
  return (offset) => {
    let low = 0;
    for (let high = starts.length; high - low > 1;) {
      const middle = (low + high) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: offset - starts[low]! + 1 };
  };
}
