import { parseIncomingEvent, type IncomingEvent, type ParsedEvent } from '@bailiwick/contracts';
import { InvalidInputError, type Actor, type Problem } from '@bailiwick/kernel';
import { IdReusedError } from '../domain/lifecycle.errors.js';
import { identityOf } from '../domain/subject-event.js';
import { BatchCheck, type CheckDependencies } from './batch-check.js';
import type { BatchesUnderWay } from './batches-under-way.js';
import { WINDOW, type EventRecorder } from './event-recorder.js';
import { inOrder, windowsOf } from './in-order.js';
import type { IngestResult } from './ingest-result.js';

export interface BatchDependencies extends CheckDependencies {
  readonly recorder: EventRecorder;
  readonly underWay: BatchesUnderWay;
  /** The most events that one batch may hold. */
  readonly maxBatch: number;
}

/**
 * Records a batch of CloudEvents (parsed JSON), after all of it was found right.
 * @returns each event's fate, in order
 * @throws IdReusedError `id-reused` when nothing else is wrong than identities of earlier events; nothing is recorded
 * @throws InvalidInputError `invalid-input` with every problem of every event (its pointer begins with the event's
 *   index); nothing is recorded
 */
export async function ingestBatch(
  deps: BatchDependencies,
  raw: readonly unknown[],
  actor: Actor,
): Promise<IngestResult[]> {
  const size = sizeProblem(raw.length, deps.maxBatch);
  if (size) throw new InvalidInputError([size]);
  const parsed = raw.map((candidate, i) => parseIncomingEvent(candidate, `/${i}`));
  const events = parsed.flatMap((result) => (result.ok ? result.event : []));
  const leave = await deps.underWay.enter(events.map(identityOf));
  try {
    throwProblems(await problemsOf(deps, parsed, events));
    return await recordAll(deps, events, actor);
  } finally {
    leave();
  }
}

async function problemsOf(
  deps: BatchDependencies,
  parsed: readonly ParsedEvent[],
  events: readonly IncomingEvent[],
): Promise<Problem[]> {
  const check = new BatchCheck(deps, true);
  const problems: Problem[] = [];
  await check.expect(events);
  for (const [i, result] of parsed.entries())
    problems.push(...(result.ok ? await check.add(result.event, { pointer: `/${i}` }) : result.problems));
  problems.push(...(await check.finish()));
  return problems;
}

async function recordAll(
  { recorder }: BatchDependencies,
  events: readonly IncomingEvent[],
  actor: Actor,
): Promise<IngestResult[]> {
  const results: IngestResult[] = [];
  const windows = windowsOf(events, WINDOW);
  for await (const some of inOrder(windows, (window) => recorder.record(window, actor)))
    results.push(...some);
  return results;
}

function sizeProblem(count: number, max: number): Problem | undefined {
  if (count > 0 && count <= max) return undefined;
  return {
    code: count === 0 ? 'empty-batch' : 'too-many-events',
    message: count === 0 ? 'The batch holds no event' : `The batch holds ${count} events`,
    pointer: '',
    value: count,
    expected: `1 to ${max} events`,
    hint: count === 0 ? 'Maybe the export was empty' : 'Maybe send them as NDJSON, or in several batches',
  };
}

/** @throws IdReusedError, InvalidInputError unless `problems` is empty */
export function throwProblems(problems: readonly Problem[]): void {
  if (problems.length === 0) return;
  if (problems.every((problem) => problem.code === 'id-reused')) throw new IdReusedError(problems);
  throw new InvalidInputError(problems);
}
