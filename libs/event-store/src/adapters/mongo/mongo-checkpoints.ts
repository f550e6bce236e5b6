import type { CheckpointStore } from '../../domain/event-store.port.js';
import type { MongoCollections } from './mongo-connection.js';
import { isDuplicateKey } from './mongo-errors.js';

/** Positions of readers, a document each. */
export class MongoCheckpoints implements CheckpointStore {
  constructor(private readonly checkpoints: MongoCollections['checkpoints']) {}

  async load(name: string): Promise<number> {
    return (await this.checkpoints.findOne({ _id: name }))?.position ?? 0;
  }

  async save(name: string, position: number): Promise<void> {
    const upsert = (): Promise<unknown> =>
      this.checkpoints.updateOne({ _id: name }, { $set: { position } }, { upsert: true });
    // Of two who save a new name at the same time one is told that it is there by now.
    await upsert().catch((error: unknown) => (isDuplicateKey(error) ? upsert() : Promise.reject(error)));
  }
}
