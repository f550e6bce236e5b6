import { getNodePath, parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';
import type { Problem } from '@bailiwick/kernel';
import type { Finding, Path } from '../domain/finding.js';
import { pointerOf } from '../domain/finding.js';
import { lineAndColumn, lineIndex, scanJson, type JsonCaps } from '../domain/json/scan-json.js';

/** How large a document may be before anything is done with it. */
export interface DocumentCaps extends JsonCaps {
  readonly bytes: number;
}

/** A parsed JSON document that knows where each of its values was written. */
export interface JsonDocument {
  readonly value: unknown;
  /** A finding as a problem with file, line, column and JSON pointer. */
  place(finding: Finding): Problem;
}

export type JsonRead =
  | { readonly document: JsonDocument; readonly problems: readonly [] }
  | { readonly document?: undefined; readonly problems: readonly Problem[] };

const MOST_SYNTAX_PROBLEMS = 20;
const MOST_DUPLICATES = 1_000;

/**
 * Reads strict JSON: UTF-8 with or without a byte-order mark, no comments, no trailing commas, no member twice. Sizes
 * are checked before anything is parsed, so any input is safe and answered at once.
 * @returns the document, or every problem with its line and column
 */
export function readJson(source: string | Uint8Array, caps: DocumentCaps, file?: string): JsonRead {
  const refuse = (...problems: Problem[]): JsonRead => ({
    problems: problems.map((p) => (file ? { file, ...p } : p)),
  });
  // Of texts the bytes are counted where they may be too many: each unit of a text has at most three.
  const size =
    typeof source !== 'string' || source.length * 3 <= caps.bytes ? source.length : Buffer.byteLength(source);
  if (size > caps.bytes) return refuse(tooLarge(size, caps.bytes));
  const text = typeof source === 'string' ? source.replace(/^\uFEFF/, '') : decode(source);
  if (typeof text !== 'string') return refuse(text);
  if (text.trim() === '')
    return refuse({ code: 'empty-document', message: 'the document is empty', expected: 'a JSON object' });
  const excess = scanJson(text, caps);
  if (excess) return refuse(excess);
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
  if (errors.length > 0 || !tree) return refuse(...syntaxProblems(text, errors));
  const duplicates = duplicateKeys(tree, text);
  if (duplicates.length > 0) return refuse(...duplicates);
  try {
    return { document: { value: JSON.parse(text), place: placer(text, tree, file) }, problems: [] };
  } catch (error) {
    return refuse({ code: 'invalid-json', message: `not valid JSON: ${(error as Error).message}` });
  }
}

function tooLarge(size: number, most: number): Problem {
  return {
    code: 'document-too-large',
    message: `the document has ${size} bytes`,
    value: size,
    expected: `at most ${most} bytes`,
    hint: 'Maybe this is another file',
  };
}

function decode(bytes: Uint8Array): string | Problem {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return {
      code: 'invalid-utf8',
      message: 'the document is not valid UTF-8',
      ...firstInvalidLine(bytes),
      hint: 'Maybe save it as UTF-8',
    };
  }
}

function firstInvalidLine(bytes: Uint8Array): { line?: number } {
  let line = 1;
  for (let start = 0; start < bytes.length; line += 1) {
    const end = bytes.indexOf(0x0a, start);
    const part = bytes.subarray(start, end === -1 ? bytes.length : end);
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(part);
    } catch {
      return { line };
    }
    start = end === -1 ? bytes.length : end + 1;
  }
  return {};
}

/** What follows from the first mistake in a place is noise: one problem a line is enough. */
function syntaxProblems(text: string, errors: readonly ParseError[]): Problem[] {
  if (errors.length === 0) return [{ code: 'invalid-json', message: 'not valid JSON' }];
  const problems: Problem[] = [];
  let lastLine = 0;
  for (const { error, offset, length } of errors.slice(0, MOST_SYNTAX_PROBLEMS)) {
    const place = lineAndColumn(text, offset);
    if (place.line === lastLine) continue;
    lastLine = place.line;
    const value = text.slice(offset, offset + Math.min(length, 40)) || undefined;
    const [message, hint] = syntaxText(printParseErrorCode(error), value ?? '');
    problems.push({ code: 'invalid-json', message, ...place, value, hint });
  }
  return problems;
}

function syntaxText(name: string, value: string): [message: string, hint?: string] {
  if (name === 'InvalidCommentToken')
    return ['comments are not allowed', 'Maybe use "description" or "reason"'];
  if (name === 'InvalidSymbol' && /^[-+]?(?:NaN|Infinity)/.test(value))
    return [`${value} is not a number in JSON`];
  if (name === 'InvalidSymbol' && value.startsWith("'"))
    return ['text goes in double quotes', 'Maybe " instead of \''];
  if (name === 'PropertyNameExpected' || name === 'ValueExpected') {
    return [`not valid JSON: ${words(name)}`, 'Maybe there is a comma too many'];
  }
  return [`not valid JSON: ${words(name)}`];
}

/** `CloseBraceExpected` → `close brace expected` */
function words(name: string): string {
  return name.replace(/(?!^)[A-Z]/g, (c) => ` ${c.toLowerCase()}`).toLowerCase();
}

function duplicateKeys(root: Node, text: string): Problem[] {
  const lines = lineIndex(text);
  const problems: Problem[] = [];
  const stack: Node[] = [root];
  for (let node = stack.pop(); node && problems.length < MOST_DUPLICATES; node = stack.pop()) {
    const children = node.children ?? [];
    if (node.type !== 'object') {
      for (const child of children) if (child.children) stack.push(child);
      continue;
    }
    const seen = new Set<string>();
    for (const { offset, children: [keyNode, valueNode] = [] } of children) {
      const key = String(keyNode?.value);
      if (seen.has(key) && valueNode) problems.push(duplicateKey(getNodePath(valueNode), lines(offset)));
      seen.add(key);
      if (valueNode?.children) stack.push(valueNode);
    }
  }
  return problems.sort((x, y) => (x.line ?? 0) - (y.line ?? 0) || Number(x.column) - Number(y.column));
}

function duplicateKey(path: Path, place: Pick<Problem, 'line' | 'column'>): Problem {
  const message = `"${path.at(-1)}" is there twice; only the last would count`;
  return { code: 'duplicate-key', message, ...place, pointer: pointerOf(path), value: path.at(-1) };
}

function placer(text: string, tree: Node, file: string | undefined): JsonDocument['place'] {
  const lines = lineIndex(text);
  return ({ path, part, ...problem }) => {
    const node = nodeAt(tree, path, part ?? 'value');
    return {
      ...(file === undefined ? {} : { file }),
      ...lines(node.offset),
      pointer: pointerOf(path),
      ...problem,
    };
  };
}

/** The node of the deepest part of the path that exists: what is missing is reported where it should be. */
function nodeAt(root: Node, path: Path, part: 'key' | 'value'): Node {
  let node = root;
  for (const [i, key] of path.entries()) {
    if (node.type === 'array' && typeof key === 'number' && node.children?.[key]) node = node.children[key];
    else {
      const member =
        node.type === 'object'
          ? node.children?.find((c) => c.children?.[0]?.value === String(key))
          : undefined;
      const found = part === 'key' && i === path.length - 1 ? member : member?.children?.[1];
      if (!found) return node;
      node = found;
    }
  }
  return node;
}
