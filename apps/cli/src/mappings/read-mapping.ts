import { InvalidInputError, type Problem } from '@bailiwick/kernel';
import { type EventMapping, jsonataMapping, jsonLocator } from '@bailiwick/lifecycle';
import type { CliIo } from '../cli-io.js';
import { readBytes } from '../rules/read-files.js';

/** The mapping in a file. @throws InvalidInputError with everything that is wrong, each problem with its line */
export async function readMapping(file: string, io: CliIo): Promise<EventMapping> {
  const read = await readBytes(file, io);
  if (!read.bytes) throw new InvalidInputError([read.problem]);
  const text = new TextDecoder().decode(read.bytes);
  try {
    return jsonataMapping(parsed(text, file));
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    throw new InvalidInputError(error.problems.map((problem) => ({ ...place(text, problem), file })));
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

function place(text: string, problem: Problem): Problem {
  if (problem.line !== undefined || problem.pointer === undefined) return problem;
  return { ...problem, ...lineAndColumn(text, jsonLocator.offsetOf(text, problem.pointer)) };
}

function lineAndColumn(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: before.at(-1)!.length + 1 };
}
