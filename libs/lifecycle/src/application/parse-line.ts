import { parseIncomingEvent, type IncomingEvent } from '@bailiwick/contracts';
import { shorten, type Problem } from '@bailiwick/kernel';
import type { NdjsonLine } from './ndjson-lines.js';

/** Finds places in a JSON text, for problems that name a column. */
export interface JsonLocator {
  /** The first fault of the text: its offset and what is wrong in words. */
  syntaxFault(text: string): { readonly offset: number; readonly message: string };
  /** The offset of what an RFC 6901 pointer names, or of its nearest ancestor that is there. */
  offsetOf(text: string, pointer: string): number;
}

export type ParsedLine =
  | { readonly line: number; readonly event: IncomingEvent }
  | {
      readonly line: number;
      readonly event?: undefined;
      readonly problems: readonly Problem[];
      readonly source?: string;
      readonly id?: string;
    };

/** The event on a line, or everything that is wrong with it, each problem with its line and column. */
export function parseLine({ line, text, problem }: NdjsonLine, locator: JsonLocator): ParsedLine {
  if (problem) return { line, problems: [problem] };
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return { line, problems: [syntaxProblem(line, text, locator)] };
  }
  if (Array.isArray(raw)) return { line, problems: [listProblem(line)] };
  const parsed = parseIncomingEvent(raw);
  if (parsed.ok) return { line, event: parsed.event };
  const problems = parsed.problems.map((p) => ({
    ...p,
    line,
    column: locator.offsetOf(text, p.pointer ?? '') + 1,
  }));
  return { line, problems, ...identityIn(raw) };
}

const LIST_HINT = 'Maybe the file is one JSON list or pretty-printed; write one event on each line';

function listProblem(line: number): Problem {
  return {
    code: 'wrong-type',
    message: `Line ${line} is a list`,
    line,
    column: 1,
    expected: 'one JSON object, a CloudEvent, on one line',
    hint: LIST_HINT,
  };
}

function syntaxProblem(line: number, text: string, locator: JsonLocator): Problem {
  const { offset, message } = locator.syntaxFault(text);
  return {
    code: 'not-json',
    message: `Line ${line} is not JSON: ${message}`,
    line,
    column: offset + 1,
    value: shorten(text.slice(Math.max(0, offset - 20), offset + 20)),
    expected: 'one JSON object, a CloudEvent, on one line',
    ...(/^\s*[[\]]|,\s*$/.test(text) ? { hint: LIST_HINT } : {}),
  };
}

function identityIn(raw: unknown): { source?: string; id?: string } {
  if (typeof raw !== 'object' || raw === null) return {};
  const { source, id } = raw as { source?: unknown; id?: unknown };
  return {
    ...(typeof source === 'string' ? { source: source.slice(0, 500) } : {}),
    ...(typeof id === 'string' ? { id: id.slice(0, 500) } : {}),
  };
}
