import { isIncomingType, mappingDocument, zodProblems, type MappingDocument } from '@bailiwick/contracts';
import { InvalidInputError, shorten, type Problem } from '@bailiwick/kernel';
import jsonata, { type ExprNode, type Expression, type JsonataError } from 'jsonata';
import type { EventMapping, ForeignContext, Mapped } from '../application/mapping/event-mapping.js';

/** An expression that does more than this is a mistake; a message must not hold up those behind it. */
const LIMITS = { timeout: 1_000, stack: 500, sequence: 10_000 };
/** The same message must always give the same event, or a repeat would not be recognised as one. */
const NOT_REPEATABLE = new Set(['now', 'millis', 'random', 'shuffle']);
/** What is not in the file cannot be checked. */
const NOT_CHECKABLE = new Set(['eval']);

interface Rule {
  readonly name: string;
  readonly when: Expression;
  readonly event: Expression;
}

/**
 * A mapping of foreign events, its expressions in JSONata.
 * @param document the parsed JSON of a mapping
 * @throws InvalidInputError with everything that is wrong with it: its shape, each expression, functions that would
 *   not give the same twice
 */
export function jsonataMapping(document: unknown): EventMapping {
  const parsed = mappingDocument.safeParse(document);
  if (!parsed.success) throw new InvalidInputError(zodProblems(parsed.error.issues, document));
  const { id, rules, samples, unmatched } = parsed.data;
  const problems: Problem[] = [];
  const compiled = rules.map((rule, i) => compileRule(rule, `/rules/${i}`, problems));
  problems.push(...nameProblems(rules, 'rules'), ...nameProblems(samples, 'samples'));
  if (problems.length > 0) throw new InvalidInputError(problems);
  const taken = compiled as readonly Rule[];
  return { id, samples, map: (foreign, context = {}) => map(id, taken, unmatched, foreign, context) };
}

function compileRule(
  { name, when, event }: MappingDocument['rules'][number],
  pointer: string,
  problems: Problem[],
): Rule | undefined {
  const compiled = [
    compile(when, `${pointer}/when`, problems),
    compile(event, `${pointer}/event`, problems),
  ] as const;
  const [condition, result] = compiled;
  return condition && result && { name, when: condition, event: result };
}

function compile(text: string, pointer: string, problems: Problem[]): Expression | undefined {
  let expression: Expression;
  try {
    expression = jsonata(text, LIMITS);
  } catch (error) {
    problems.push(syntaxProblem(text, pointer, error as JsonataError));
    return undefined;
  }
  const called = new Set(calledFunctions(expression.ast()));
  for (const name of called) {
    if (NOT_REPEATABLE.has(name)) problems.push(notRepeatable(name, pointer));
    if (NOT_CHECKABLE.has(name)) problems.push(notCheckable(name, pointer));
  }
  return expression;
}

/** The names of all variables, for a function is one, too, and may be handed on under another name. */
function* calledFunctions(node: unknown): Generator<string> {
  if (typeof node !== 'object' || node === null) return;
  if (!Array.isArray(node)) {
    const { type, value } = node as Partial<ExprNode>;
    if (type === 'variable' && typeof value === 'string') yield value;
  }
  for (const part of Object.values(node)) yield* calledFunctions(part);
}

async function map(
  id: string,
  rules: readonly Rule[],
  unmatched: MappingDocument['unmatched'],
  foreign: unknown,
  context: ForeignContext,
): Promise<Mapped> {
  for (const { name, when, event } of rules) {
    try {
      if ((await when.evaluate(foreign, { ...context })) !== true) continue;
      const result: unknown = await event.evaluate(foreign, { ...context });
      return { ok: true, rule: name, events: listOf(result).map(asCloudEvent) };
    } catch (error) {
      return { ok: false, problems: [failure(id, name, error as JsonataError)] };
    }
  }
  if (isAccountEvent(foreign)) return { ok: true, events: [foreign] };
  return unmatched === 'ignore' ? { ok: true, events: [] } : { ok: false, problems: [noRule(id, foreign)] };
}

/** JSONata gives one value alone, and several as a list that carries marks of its own. */
function listOf(result: unknown): readonly unknown[] {
  if (result === undefined || result === null) return [];
  return Array.isArray(result) ? [...(result as unknown[])] : [result];
}

function asCloudEvent(event: unknown): unknown {
  if (typeof event !== 'object' || event === null || Array.isArray(event)) return event;
  return { specversion: '1.0', ...event };
}

function isAccountEvent(foreign: unknown): boolean {
  if (typeof foreign !== 'object' || foreign === null || !('type' in foreign)) return false;
  return typeof foreign.type === 'string' && isIncomingType(foreign.type);
}

function nameProblems(named: readonly { readonly name: string }[], list: string): Problem[] {
  return named.flatMap(({ name }, i) =>
    named.findIndex((other) => other.name === name) === i
      ? []
      : {
          code: 'duplicate-name',
          message: `The name ${shorten(name, 60)} is used twice`,
          pointer: `/${list}/${i}/name`,
          value: name,
          expected: 'a name of its own',
        },
  );
}

function syntaxProblem(text: string, pointer: string, { message, position, code }: JsonataError): Problem {
  const at = typeof position === 'number' ? ` at character ${position}` : '';
  return {
    code: 'bad-expression',
    message: `The expression is no JSONata${at}: ${message} (${code})`,
    pointer,
    value: shorten(text),
    expected: 'a JSONata expression',
  };
}

function notRepeatable(name: string, pointer: string): Problem {
  return {
    code: 'not-repeatable',
    message: `$${name} gives something else each time`,
    pointer,
    value: `$${name}`,
    expected: 'only what follows from the event',
    hint: 'Maybe the event tells the time itself, and $topic, $partition and $offset identify a message',
  };
}

function notCheckable(name: string, pointer: string): Problem {
  return {
    code: 'not-checkable',
    message: `$${name} runs what is not in the mapping`,
    pointer,
    value: `$${name}`,
    expected: 'expressions that are written down here',
  };
}

function failure(id: string, rule: string, { message, code }: JsonataError): Problem {
  return {
    code: 'mapping-failed',
    message: `The rule "${shorten(rule, 60)}" of the mapping ${id} failed: ${shorten(message ?? String(code), 200)}`,
    value: shorten(rule),
    expected: 'an event, a list of events, or nothing',
  };
}

function noRule(id: string, foreign: unknown): Problem {
  return {
    code: 'unmapped',
    message: `No rule of the mapping ${id} takes the event, and it is no account event`,
    value: shorten(foreign),
    expected: 'an event that a rule is for',
    hint: 'Maybe add a rule, or "unmatched": "ignore"',
  };
}
