import { deserialize, serialize } from 'node:v8';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { BlockTask, SolvedBlock } from '../../application/blocks/block-task.js';

/** Repeated numbers become short; more effort would cost more than it saves. */
const LEVEL = 1;

/** A block's task, or what was found for it, as bytes that another process of the same version can read. */
export function bytesOfBlock(value: BlockTask | SolvedBlock): Uint8Array {
  return Uint8Array.from(deflateRawSync(serialize(value), { level: LEVEL }));
}

/** @throws for what `bytesOfBlock` did not write */
export function taskOfBytes(bytes: Uint8Array): BlockTask {
  return deserialize(inflateRawSync(bytes)) as BlockTask;
}

/** @throws for what `bytesOfBlock` did not write */
export function solvedOfBytes(bytes: Uint8Array): SolvedBlock {
  return deserialize(inflateRawSync(bytes)) as SolvedBlock;
}
