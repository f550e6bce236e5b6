import { InvalidInputError, type Problem } from '@bailiwick/kernel';
import type { EventMapping } from '../application/mapping/event-mapping.js';
import { jsonLocator } from './json-locator.js';
import { jsonataMapping } from './jsonata-mapping.js';

/**
 * The mapping that a JSON text holds.
 * @param file the text's name, for problems
 * @throws InvalidInputError with everything that is wrong with it, each problem with its file, line and column
 */
export function mappingFromText(text: string, file: string): EventMapping {
  try {
    return jsonataMapping(parsed(text, file));
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    throw new InvalidInputError(error.problems.map((problem) => ({ ...placed(text, problem), file })));
  }
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const { offset, message } = jsonLocator.syntaxFault(text);
    const problem = { code: 'not-json', message: `${file} is not JSON: ${message}`, expected: 'JSON' };
    throw new InvalidInputError([{ ...problem, ...lineAndColumn(text, offset) }]);
  }
}

function placed(text: string, problem: Problem): Problem {
  if (problem.line !== undefined || problem.pointer === undefined) return problem;
  return { ...problem, ...lineAndColumn(text, jsonLocator.offsetOf(text, problem.pointer)) };
}

function lineAndColumn(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: before.at(-1)!.length + 1 };
}
