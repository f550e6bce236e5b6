import { createHash } from 'node:crypto';
import { planBodyStoredData, type PlanBodyStoredData } from '@bailiwick/contracts';
import { type EventMeta, type EventStore, NoStream } from '@bailiwick/event-store';
import { BailiwickError, type IdSource } from '@bailiwick/kernel';
import { splitText } from '../domain/plan-body.js';

/** The commit that stores a piece of a document, found by its content. */
export interface ChunkCommit {
  readonly hash: string;
  readonly stream: string;
  readonly key: string;
  readonly event: { readonly type: 'PlanBodyStored'; readonly data: PlanBodyStoredData };
}

export function chunkCommit(text: string): ChunkCommit {
  const hash = createHash('sha256').update(text).digest('hex');
  return {
    hash,
    stream: `plan-body-${hash}`,
    key: `plan-body:${hash}`,
    event: { type: 'PlanBodyStored', data: { hash, text } },
  };
}

/** JSON documents in the log, in pieces that are found by their content. */
export class Documents {
  constructor(
    private readonly store: EventStore,
    private readonly ids: IdSource,
  ) {}

  /** Stores a document. @returns the hashes of its pieces, in order */
  write(document: unknown, meta: EventMeta): Promise<string[]> {
    return this.writeText(JSON.stringify(document), meta);
  }

  /** Stores a document that is written out as JSON already. @returns as `write` */
  async writeText(json: string, meta: EventMeta): Promise<string[]> {
    const hashes: string[] = [];
    for (const text of splitText(json)) hashes.push(await this.storeChunk(text, meta));
    return hashes;
  }

  /** @throws BailiwickError `plan-body-missing` */
  async read(hashes: readonly string[]): Promise<unknown> {
    const texts: string[] = [];
    for await (const text of this.pieces(hashes)) texts.push(text);
    return JSON.parse(texts.join('')) as unknown;
  }

  /** The pieces of a document, each read when it is asked for. @throws BailiwickError `plan-body-missing` */
  async *pieces(hashes: readonly string[]): AsyncGenerator<string> {
    for (const hash of hashes) yield await this.readChunk(hash);
  }

  private async storeChunk(text: string, meta: EventMeta): Promise<string> {
    const { hash, stream, key, event } = chunkCommit(text);
    if (!(await this.store.findByKey(key)))
      await this.store.append(stream, NoStream, [{ id: this.ids.next(), v: 1, meta, ...event }], {
        idempotencyKey: key,
      });
    return hash;
  }

  private async readChunk(hash: string): Promise<string> {
    const commit = await this.store.findByKey(`plan-body:${hash}`);
    if (!commit)
      throw new BailiwickError('plan-body-missing', `piece ${hash} of a document is not in the log`, {
        value: hash,
      });
    return planBodyStoredData.parse(commit.events[0]!.data).text;
  }
}
