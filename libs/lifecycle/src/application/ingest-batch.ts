import { parseIncomingEvent, type IncomingEvent } from '@bailiwick/contracts';
import { InvalidInputError, type Actor, type Problem } from '@bailiwick/kernel';
import { IdReusedError } from '../domain/lifecycle.errors.js';
import { BatchCheck, type CheckDependencies } from './batch-check.js';
import type { EventRecorder } from './event-recorder.js';
import type { IngestResult } from './ingest-result.js';

/** Events appended with one durable write. */
export const WINDOW = 500;

export interface BatchDependencies extends CheckDependencies {
  readonly recorder: EventRecorder;
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
  const events = await checkBatch(deps, raw);
  const results: IngestResult[] = [];
  for (let i = 0; i < events.length; i += WINDOW) {
    results.push(...(await deps.recorder.record(events.slice(i, i + WINDOW), actor)));
  }
  return results;
}

async function checkBatch(deps: BatchDependencies, raw: readonly unknown[]): Promise<IncomingEvent[]> {
  const size = sizeProblem(raw.length, deps.maxBatch);
  if (size) throw new InvalidInputError([size]);
  const check = new BatchCheck(deps);
  const problems: Problem[] = [];
  const parsed = raw.map((candidate, i) => parseIncomingEvent(candidate, `/${i}`));
  const events = parsed.flatMap((result) => (result.ok ? result.event : []));
  await check.expect(events);
  for (const [i, result] of parsed.entries())
    problems.push(...(result.ok ? await check.add(result.event, { pointer: `/${i}` }) : result.problems));
  problems.push(...(await check.finish()));
  throwProblems(problems);
  return events;
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
