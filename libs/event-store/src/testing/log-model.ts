import type { AppendRequest } from '../domain/event-store.port.js';

export interface ModelCommit {
  readonly position: number;
  readonly stream: string;
  readonly from: number;
  readonly to: number;
  readonly key: string;
  readonly content: readonly unknown[];
}

/** What an append must lead to: a position (and whether it was there before), or the code of an error. */
export type ModelOutcome =
  { readonly position: number; readonly repeated: boolean } | { readonly error: string };

/** The event store as a list and no more; every adapter must behave like it. */
export class LogModel {
  readonly commits: ModelCommit[] = [];
  readonly checkpoints = new Map<string, number>();

  append(request: AppendRequest, atPosition?: number): ModelOutcome {
    const { stream, expectedVersion, idempotencyKey: key } = request;
    const content = request.events.map(({ type, v, data }) => [type, v, data]);
    const earlier = this.commits.find((commit) => commit.key === key);
    if (earlier) {
      const same = earlier.stream === stream && JSON.stringify(earlier.content) === JSON.stringify(content);
      return same ? { position: earlier.position, repeated: true } : { error: 'idempotency-key-reused' };
    }
    const position = this.commits.length + 1;
    if (atPosition !== undefined && atPosition !== position) return { error: 'position-taken' };
    const version = this.version(stream);
    const wanted = expectedVersion === 'no-stream' ? 0 : expectedVersion;
    if (wanted !== 'any' && wanted !== version) return { error: 'concurrency' };
    this.commits.push({ position, stream, from: version + 1, to: version + content.length, key, content });
    return { position, repeated: false };
  }

  version(stream: string): number {
    return this.commits.findLast((commit) => commit.stream === stream)?.to ?? 0;
  }
}
