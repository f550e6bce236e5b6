import type { EachBatchPayload, OffsetsByTopicPartition } from 'kafkajs';

type Offsets = Pick<EachBatchPayload, 'uncommittedOffsets' | 'commitOffsetsIfNecessary'>;

/**
 * When a member of a group tells how far it has come: after a batch, but for all partitions together and not more often
 * than needed. While a partition's batch is in hand nothing is said of it, and it is not begun while something is being
 * said: its handler may commit the partition's offset by itself, with what it writes, and that is not to be taken back.
 */
export class OffsetCommits {
  private readonly inHand = new Set<string>();
  private saying: Promise<void> | undefined;
  private saidAt = -Infinity;
  private last: Offsets | undefined;

  /** @param now milliseconds that only grow */
  constructor(
    private readonly everyMs: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** A batch of the partition is about to be handled. */
  async begin(topic: string, partition: number): Promise<void> {
    this.inHand.add(nameOf(topic, partition));
    while (this.saying) await this.saying.catch(() => undefined);
  }

  /** The batch is done with, well or not. */
  end(topic: string, partition: number, offsets: Offsets): void {
    this.inHand.delete(nameOf(topic, partition));
    this.last = offsets;
  }

  /** Commits what is resolved of the partitions at rest, when it is time. @throws what the library throws */
  async whenDue(): Promise<void> {
    if (this.now() - this.saidAt >= this.everyMs) await this.all();
  }

  /** Commits what is resolved of the partitions at rest. @throws what the library throws */
  async all(): Promise<void> {
    while (this.saying) await this.saying.catch(() => undefined);
    const offsets = this.last && this.atRest(this.last.uncommittedOffsets());
    if (!offsets || offsets.topics.length === 0) return;
    this.saidAt = this.now();
    this.saying = this.last!.commitOffsetsIfNecessary(offsets).finally(() => (this.saying = undefined));
    await this.saying;
  }

  private atRest({ topics }: OffsetsByTopicPartition): OffsetsByTopicPartition {
    const resting = topics.map(({ topic, partitions }) => ({
      topic,
      partitions: partitions.filter(({ partition }) => !this.inHand.has(nameOf(topic, partition))),
    }));
    return { topics: resting.filter(({ partitions }) => partitions.length > 0) };
  }
}

function nameOf(topic: string, partition: number): string {
  return `${topic}/${partition}`;
}
