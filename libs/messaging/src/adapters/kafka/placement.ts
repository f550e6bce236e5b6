import kafkajs, { type ICustomPartitioner, type RecordMetadata, type TopicMessages } from 'kafkajs';

type Message = TopicMessages['messages'][number];

/**
 * Where each message of a producer goes, and which of them nobody acknowledged. When one of several brokers fails, the
 * library asks the others again only if they have not answered yet: what moves to one that has answered is never sent,
 * and the whole is reported as done.
 * @see https://github.com/tulios/kafkajs/issues/1303
 */
export class Placement {
  private readonly partitions = new WeakMap<Message, number>();

  /** The library's own choice, made once: a message that is sent again goes where it went before. */
  readonly partitioner: ICustomPartitioner = () => {
    const choose = kafkajs.Partitioners.DefaultPartitioner();
    return (args) => {
      const partition = this.partitions.get(args.message) ?? choose(args);
      this.partitions.set(args.message, partition);
      return partition;
    };
  };

  /** @throws Error when any of the messages was not written, although all is said to be done */
  demandAll(sent: readonly TopicMessages[], acknowledged: readonly RecordMetadata[]): void {
    const written = new Set(acknowledged.map(({ topicName, partition }) => `${topicName}/${partition}`));
    const left = sent.flatMap(({ topic, messages }) =>
      messages.map((message) => `${topic}/${this.partitions.get(message)}`).filter((at) => !written.has(at)),
    );
    if (left.length > 0)
      throw new Error(`no broker acknowledged ${left.length} messages to ${[...new Set(left)].join(', ')}`);
  }
}
