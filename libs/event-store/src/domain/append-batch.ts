import { BailiwickError } from '@bailiwick/kernel';
import { decideAppend, type LogView } from './append-decision.js';
import { prepareAppend, type PreparedAppend } from './append-request.js';
import { FencedError } from './event-store.errors.js';
import type { AppendOutcome, AppendRequest, AppendResult, BatchOptions, Fence } from './event-store.port.js';
import type { Sha256, StoredCommit } from './stored-commit.js';

/** A request ready to be recorded, or what is wrong with it. */
export type PreparedOutcome = PreparedAppend | BailiwickError;

export function isPrepared(outcome: PreparedOutcome): outcome is PreparedAppend {
  return !(outcome instanceof BailiwickError);
}

/** A log to which nobody else can write meanwhile. */
export interface WritableLog extends LogView {
  insert(commit: StoredCommit): void;
}

export interface RecordOptions {
  /** Wall time in ms. */
  readonly now: number;
  readonly sha256: Sha256;
  /** See `BatchOptions.atPosition`. */
  readonly atPosition: number | undefined;
  /** See `BatchOptions.fence`. */
  readonly fence?: Fence | undefined;
}

/** What can be done before anything is locked. */
export function prepareBatch(requests: readonly AppendRequest[]): readonly PreparedOutcome[] {
  return requests.map((request) => {
    try {
      return prepareAppend(request);
    } catch (error) {
      return refusal(error);
    }
  });
}

/** Decides on each request in order and inserts what is new; one refused request does not stop the others. */
export function recordBatch(
  log: WritableLog,
  requests: readonly PreparedOutcome[],
  options: RecordOptions,
): AppendOutcome[] {
  let { atPosition } = options;
  const broken = brokenFence(log, options.fence);
  if (broken) return requests.map(() => ({ ok: false, error: broken }));
  return requests.map((request): AppendOutcome => {
    if (!isPrepared(request)) return { ok: false, error: request };
    try {
      const result = record(log, request, { ...options, atPosition });
      if (atPosition !== undefined && !result.repeated) atPosition++;
      return { ok: true, result };
    } catch (error) {
      return { ok: false, error: refusal(error) };
    }
  });
}

function brokenFence(log: LogView, fence: Fence | undefined): FencedError | undefined {
  if (!fence) return undefined;
  const version = log.streamHead(fence.stream)?.to ?? 0;
  return version === fence.version ? undefined : new FencedError(fence, version);
}

/** Appends a long list piece by piece, in order; the fence moves along with what was written. */
export async function appendInChunks(
  requests: readonly AppendRequest[],
  { size, atPosition, fence }: BatchOptions & { readonly size: number },
  append: (chunk: readonly AppendRequest[], options: BatchOptions) => Promise<readonly AppendOutcome[]>,
): Promise<AppendOutcome[]> {
  const outcomes: AppendOutcome[] = [];
  for (let start = 0; start < requests.length; start += size) {
    const chunk = await append(requests.slice(start, start + size), { atPosition, fence });
    if (atPosition !== undefined) atPosition += chunk.filter((o) => o.ok && !o.result.repeated).length;
    outcomes.push(...chunk);
  }
  return outcomes;
}

/** The only outcome of a batch of one, as a result or an error. */
export function singleResult(outcomes: readonly AppendOutcome[]): AppendResult {
  const outcome = outcomes[0]!;
  if (!outcome.ok) throw outcome.error;
  return outcome.result;
}

function record(log: WritableLog, request: PreparedAppend, options: RecordOptions): AppendResult {
  const decision = decideAppend(log, request, options.now, options.sha256, options.atPosition);
  if (decision.kind === 'repeat') return decision.result;
  log.insert(decision.commit);
  const { position, from, to, recordedAt } = decision.commit;
  return { position, from, to, recordedAt, repeated: false };
}

/** The error as an answer to one request; anything but an answer concerns the whole transaction. */
function refusal(error: unknown): BailiwickError {
  if (error instanceof BailiwickError) return error;
  throw error;
}
