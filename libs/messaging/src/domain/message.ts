/** A header's name and value; a name may come several times. */
export type MessageHeader = readonly [name: string, value: Uint8Array | null];

/** What is sent to a topic. */
export interface Message {
  /** Decides the partition: what has the same key keeps its order. */
  readonly key: Uint8Array | null;
  /** `null` deletes the key on a compacted topic. */
  readonly value: Uint8Array | null;
  readonly headers: readonly MessageHeader[];
}

/** A message and where it goes. */
export interface OutgoingRecord extends Message {
  readonly topic: string;
}

/** A message and where it stands. */
export interface ReceivedMessage extends Message {
  readonly topic: string;
  readonly partition: number;
  /** From 0, growing within the partition, with gaps. */
  readonly offset: bigint;
  /** Milliseconds since the epoch, as the topic says. */
  readonly timestamp: number;
}

/** Messages of one partition that follow each other; never empty. */
export interface MessageBatch {
  readonly topic: string;
  readonly partition: number;
  readonly messages: readonly ReceivedMessage[];
}

/** The first value of a header, by its name in any case; `undefined` when it is not there or empty of value. */
export function headerOf({ headers }: Pick<Message, 'headers'>, name: string): Uint8Array | undefined {
  return headers.find(([given, value]) => value !== null && given.toLowerCase() === name)?.[1] ?? undefined;
}
