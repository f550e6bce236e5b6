import type { StreamHead } from '../../domain/append-decision.js';

const MAX_STREAMS = 50_000;

/** The heads of the streams that this process wrote to lately; somebody else may have moved them since. */
export class StreamHeads {
  private readonly heads = new Map<string, StreamHead>();

  get(stream: string): StreamHead | undefined {
    return this.heads.get(stream);
  }

  remember(heads: Iterable<readonly [stream: string, head: StreamHead]>): void {
    for (const [stream, { n, to }] of heads) this.set(stream, { n, to });
  }

  /** The one that was not touched for the longest time makes room. */
  private set(stream: string, head: StreamHead): void {
    this.heads.delete(stream);
    this.heads.set(stream, head);
    if (this.heads.size <= MAX_STREAMS) return;
    const [oldest] = this.heads.keys();
    this.heads.delete(oldest!);
  }
}
