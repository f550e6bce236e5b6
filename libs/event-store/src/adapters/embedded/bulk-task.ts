import type { PreparedAppend } from '../../domain/append-request.js';
import type { AppendOutcome, AppendResult, ExpectedVersion } from '../../domain/event-store.port.js';
import { fromPlainError, toPlainError, type PlainError } from './plain-error.js';

/** What the thread that writes is started with. */
export interface BulkSettings {
  readonly path: string;
  /** How long, in ms, waiting writes wait for the lock before they fail with `store-busy`. */
  readonly busyTimeoutMs: number;
  /** Spreads the attempts of competing processes. */
  readonly seed: number;
}

/** What the thread is told; every append is answered once, `close` by the end of the thread. */
export type BulkMessage = (BulkTask & { readonly id: number }) | 'close';

/** A piece of a large append. */
export interface BulkTask {
  readonly requests: RequestColumns;
  /** Wall time in ms. */
  readonly now: number;
  /** Others in this process wrote since the last task. */
  readonly changed: boolean;
  /** The next task is on its way already, and belongs into the same transaction. */
  readonly more: boolean;
}

/** Answers by the id of what was written; all those of a transaction together. */
export type BulkAnswers = readonly (readonly [id: number, answer: BulkAnswer])[];

export type BulkAnswer = { readonly error: PlainError } | { readonly outcomes: OutcomeColumns };

/** Requests column by column: a third of what it costs to copy them to another thread one by one. */
export interface RequestColumns {
  readonly streams: readonly string[];
  readonly expectedVersions: readonly ExpectedVersion[];
  readonly keys: readonly string[];
  readonly counts: readonly number[];
  readonly bodies: readonly string[];
}

/** Outcomes as rows of numbers (see `toOutcomeColumns`), and what was refused by its index. */
export interface OutcomeColumns {
  readonly results: Float64Array<ArrayBuffer>;
  readonly refusals: readonly (readonly [index: number, error: PlainError])[];
}

export function toRequestColumns(requests: readonly PreparedAppend[]): RequestColumns {
  return {
    streams: requests.map(({ stream }) => stream),
    expectedVersions: requests.map(({ expectedVersion }) => expectedVersion),
    keys: requests.map(({ key }) => key),
    counts: requests.map(({ count }) => count),
    bodies: requests.map(({ body }) => body),
  };
}

export function fromRequestColumns(columns: RequestColumns): PreparedAppend[] {
  return columns.keys.map((key, i) => ({
    stream: columns.streams[i]!,
    expectedVersion: columns.expectedVersions[i]!,
    key,
    count: columns.counts[i]!,
    body: columns.bodies[i]!,
  }));
}

const NUMBERS_A_RESULT = 5;

export function toOutcomeColumns(outcomes: readonly AppendOutcome[]): OutcomeColumns {
  const results = new Float64Array(outcomes.length * NUMBERS_A_RESULT);
  const refusals: [number, PlainError][] = [];
  outcomes.forEach((outcome, i) => {
    if (outcome.ok) results.set(numbersOf(outcome.result), i * NUMBERS_A_RESULT);
    else refusals.push([i, toPlainError(outcome.error)]);
  });
  return { results, refusals };
}

function numbersOf({ position, from, to, recordedAt, repeated }: AppendResult): readonly number[] {
  return [position, from, to, recordedAt, repeated ? 1 : 0];
}

export function fromOutcomeColumns({ results, refusals }: OutcomeColumns): AppendOutcome[] {
  const outcomes: AppendOutcome[] = [];
  for (let at = 0; at < results.length; at += NUMBERS_A_RESULT) {
    const [position, from, to, recordedAt, repeated] = results.subarray(at, at + NUMBERS_A_RESULT);
    const result = {
      position: position!,
      from: from!,
      to: to!,
      recordedAt: recordedAt!,
      repeated: repeated === 1,
    };
    outcomes.push({ ok: true, result });
  }
  for (const [index, error] of refusals) outcomes[index] = { ok: false, error: fromPlainError(error) };
  return outcomes;
}
