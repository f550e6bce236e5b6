import type { IdSource, Problem } from '@bailiwick/kernel';
import {
  headerOf,
  type BatchHandler,
  type MessageBroker,
  type OutgoingRecord,
  type ReceivedMessage,
} from '@bailiwick/messaging';
import { incomingTopics, type AccountEventsOptions } from './account-events-consumer.js';
import { DEAD_LETTER_PREFIX } from './dead-letter.js';
import { ORIGIN_HEADER } from './message-identity.js';

export interface DeadLettersDependencies {
  readonly broker: MessageBroker;
  readonly ids: IdSource;
  /** Resolves after so many ms. */
  readonly sleep: (ms: number) => Promise<void>;
}

/** A message that was refused. */
export interface DeadLetter {
  /** Its place among the dead letters: `PARTITION/OFFSET`. */
  readonly id: string;
  readonly reason: string;
  /** The first 20. */
  readonly problems: readonly Problem[];
  /** Where it stood when it came. */
  readonly origin: { readonly topic: string; readonly partition: number; readonly offset: string };
  /** When it was sent, as text. */
  readonly sentAt: string;
  readonly message: ReceivedMessage;
}

/** The last place before the end may be a transaction's mark, which is never handed over: then nothing comes any more. */
const QUIET_MS = 2_000;
const LOOK_MS = 200;
/** A group takes a while to form. */
const FIRST_MS = 10_000;

/** The messages that were refused: what they are, and another try for them. */
export class DeadLetters {
  private readonly topic: string;

  constructor(
    private readonly deps: DeadLettersDependencies,
    private readonly options: Pick<AccountEventsOptions, 'group' | 'prefix'>,
  ) {
    this.topic = incomingTopics(options.prefix).deadLetters.name;
  }

  /** Every dead letter, also those that were redriven, in order, one at a time. @returns how many there are */
  async read(take: (letter: DeadLetter) => void): Promise<number> {
    return this.consume(`${this.options.group}-dlq-reader-${this.deps.ids.next()}`, async ({ messages }) => {
      for (const message of messages) take(letterOf(message));
    });
  }

  /**
   * Sends every dead letter that was not redriven yet back to where it came from, each once: what is sent and how far
   * it came are one transaction. An event keeps the identity that its first place gave it.
   * @returns how many
   */
  async redriveAll(): Promise<number> {
    const group = `${this.options.group}-dlq-redrive`;
    const producer = await this.deps.broker.transactionalProducer(`${this.options.prefix}${group}`);
    try {
      return await this.consume(group, async ({ topic, partition, messages }) => {
        const next = messages.at(-1)!.offset + 1n;
        await producer.send(
          messages.map((message) => originalOf(letterOf(message))),
          [{ group, topic, partition, next }],
        );
      });
    } finally {
      await producer.close().catch(() => undefined);
    }
  }

  /** Sends some letters back, whether they were redriven before or not. @returns the ids that there are not */
  async redrive(ids: readonly string[]): Promise<readonly string[]> {
    const wanted = new Set(ids);
    const found: DeadLetter[] = [];
    await this.read((letter) => {
      if (wanted.delete(letter.id)) found.push(letter);
    });
    if (wanted.size > 0 || found.length === 0) return [...wanted];
    const producer = await this.deps.broker.producer();
    try {
      await producer.send(found.map(originalOf));
    } finally {
      await producer.close().catch(() => undefined);
    }
    return [];
  }

  /** Hands over what was there when it was called. @returns how many messages */
  private async consume(group: string, handler: BatchHandler): Promise<number> {
    const { broker, sleep } = this.deps;
    const ends = await broker.topics.ends(this.topic);
    const left = new Set([...ends].filter(([, end]) => end > 0n).map(([partition]) => partition));
    if (left.size === 0) return 0;
    const stopping = new AbortController();
    let count = 0;
    let failure: unknown;
    const untilEnd: BatchHandler = async (batch) => {
      const end = ends.get(batch.partition) ?? 0n;
      const messages = batch.messages.filter(({ offset }) => offset < end);
      try {
        if (messages.length > 0) await handler({ ...batch, messages });
        count += messages.length;
      } catch (error) {
        failure = error;
      }
      if (batch.messages.at(-1)!.offset + 1n >= end) left.delete(batch.partition);
      if (failure !== undefined || left.size === 0) stopping.abort();
      // What came since, perhaps because it was sent back and refused again, is not to count as read by this group.
      if (failure !== undefined || messages.length < batch.messages.length) throw new Error('not read');
    };
    const reading = broker.consumer({ group, topics: [this.topic] }).run(untilEnd, stopping.signal);
    reading.catch(() => stopping.abort());
    for (let quietMs = 0, seen = 0; !stopping.signal.aborted; quietMs += LOOK_MS) {
      if (seen !== count) quietMs = 0;
      seen = count;
      if (quietMs >= (count === 0 ? FIRST_MS : QUIET_MS)) break;
      await sleep(LOOK_MS);
    }
    stopping.abort();
    await reading;
    if (failure !== undefined) throw failure;
    return count;
  }
}

function letterOf(message: ReceivedMessage): DeadLetter {
  const said = (name: string): string => {
    const value = headerOf(message, `${DEAD_LETTER_PREFIX}${name}`);
    return value === undefined ? '' : utf8.decode(value);
  };
  return {
    id: `${message.partition}/${message.offset}`,
    reason: said('reason'),
    problems: problemsOf(said('problems')),
    origin: { topic: said('topic'), partition: Number(said('partition')), offset: said('offset') },
    sentAt: said('timestamp'),
    message,
  };
}

/** As it first came, and where that was. */
function originalOf({ message, origin }: DeadLetter): OutgoingRecord {
  const place = `${origin.topic}/${origin.partition}/${origin.offset}`;
  const own = message.headers.filter(([name]) => !name.startsWith(DEAD_LETTER_PREFIX));
  const marked = own.some(([name]) => name === ORIGIN_HEADER);
  return {
    topic: origin.topic,
    key: message.key,
    value: message.value,
    headers: marked ? own : [...own, [ORIGIN_HEADER, new TextEncoder().encode(place)]],
  };
}

function problemsOf(text: string): readonly Problem[] {
  try {
    return JSON.parse(text) as readonly Problem[];
  } catch {
    return [];
  }
}

const utf8 = new TextDecoder();
