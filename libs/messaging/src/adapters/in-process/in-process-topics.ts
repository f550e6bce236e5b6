import { BailiwickError } from '@bailiwick/kernel';
import type { OutgoingRecord, ReceivedMessage } from '../../domain/message.js';
import type { GroupOffset, TopicSpec } from '../../domain/messaging.port.js';

interface Topic {
  readonly spec: TopicSpec;
  readonly partitions: ReceivedMessage[][];
}

/** Topics with their messages, and how far each group has come. */
export class InProcessTopics {
  private readonly topics = new Map<string, Topic>();
  private readonly offsets = new Map<string, number>();
  private readonly members = new Map<string, object[]>();
  private readonly watchers = new Set<() => void>();
  private keyless = 0;

  constructor(private readonly now: () => number) {}

  /** False when it cannot be. */
  create(spec: TopicSpec): boolean {
    if (spec.partitions < 1) return false;
    this.topics.set(spec.name, { spec, partitions: Array.from({ length: spec.partitions }, () => []) });
    return true;
  }

  settingsOf(name: string): Readonly<Record<string, string>> | undefined {
    return this.topics.get(name)?.spec.settings;
  }

  /** @throws BailiwickError `unknown-topic` */
  append(records: readonly OutgoingRecord[]): void {
    const targets = records.map(({ topic, key }) => {
      const { partitions } = this.topic(topic);
      return partitions[(key ? hash(key) : this.keyless++) % partitions.length]!;
    });
    records.forEach((record, i) => {
      const partition = this.topic(record.topic).partitions.indexOf(targets[i]!);
      const offset = BigInt(targets[i]!.length);
      targets[i]!.push({ ...record, partition, offset, timestamp: this.now() });
    });
    this.notify();
  }

  /** What a group has not had yet of a partition. */
  unread(group: string, topic: string, partition: number, limit: number): readonly ReceivedMessage[] {
    const from = this.offsets.get(`${group} ${topic} ${partition}`) ?? 0;
    return this.topic(topic).partitions[partition]!.slice(from, from + limit);
  }

  commit({ group, topic, partition, next }: GroupOffset): void {
    this.offsets.set(`${group} ${topic} ${partition}`, Number(next));
  }

  join(group: string, member: object): void {
    this.members.set(group, [...(this.members.get(group) ?? []), member]);
    this.notify();
  }

  leave(group: string, member: object): void {
    this.members.set(
      group,
      (this.members.get(group) ?? []).filter((other) => other !== member),
    );
    this.notify();
  }

  /** The partitions of a topic that are this member's at the moment. */
  partitionsOf(group: string, member: object, topic: string): number[] {
    const members = this.members.get(group) ?? [];
    const place = members.indexOf(member);
    return [...this.topic(topic).partitions.keys()].filter((p) => p % members.length === place);
  }

  /** Calls `look` whenever something may have changed, until the returned function is called. */
  watch(look: () => void): () => void {
    this.watchers.add(look);
    return () => void this.watchers.delete(look);
  }

  private notify(): void {
    for (const look of [...this.watchers]) look();
  }

  private topic(name: string): Topic {
    const topic = this.topics.get(name);
    if (topic) return topic;
    throw new BailiwickError('unknown-topic', `There is no topic ${name}`, { value: name });
  }
}

/** FNV-1a. */
function hash(bytes: Uint8Array): number {
  let h = 0x811c9dc5;
  for (const byte of bytes) h = Math.imul(h ^ byte, 0x01000193) >>> 0;
  return h;
}
