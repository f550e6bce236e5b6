import { findNodeAtLocation, parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';
import type { JsonLocator } from '../application/parse-line.js';

const STRICT = { disallowComments: true, allowTrailingComma: false };

/** Finds places in JSON texts by means of jsonc-parser. */
export const jsonLocator: JsonLocator = {
  syntaxFault(text) {
    const errors: ParseError[] = [];
    parseTree(text, errors, STRICT);
    const [first] = errors;
    if (!first) return { offset: 0, message: 'malformed' };
    return { offset: first.offset, message: words(printParseErrorCode(first.error)) };
  },
  offsetOf(text, pointer) {
    const tree = parseTree(text, [], STRICT);
    if (!tree) return 0;
    const path = pointer
      .split('/')
      .slice(1)
      .map((part) => part.replace(/~1/g, '/').replace(/~0/g, '~'));
    for (let depth = path.length; depth > 0; depth--) {
      const node = nodeAt(tree, path.slice(0, depth));
      if (node) return node.offset;
    }
    return tree.offset;
  },
};

function nodeAt(tree: Node, path: readonly string[]): Node | undefined {
  const parent = path.length > 1 ? nodeAt(tree, path.slice(0, -1)) : tree;
  if (!parent) return undefined;
  const last = path.at(-1)!;
  return findNodeAtLocation(parent, [parent.type === 'array' ? Number(last) : last]);
}

/** `PropertyNameExpected` is "property name expected". */
function words(code: string): string {
  return code
    .replace(/([A-Z])/g, ' $1')
    .trim()
    .toLowerCase();
}
