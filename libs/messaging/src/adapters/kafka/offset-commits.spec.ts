import type { OffsetsByTopicPartition } from 'kafkajs';
import { OffsetCommits } from './offset-commits.js';

const TOPIC = 'account-events';
let now = 0;
let resolved: Map<number, string>;
let committed: string[];
let answer: () => Promise<void>;
let commits: OffsetCommits;

const offsets = {
  uncommittedOffsets: (): OffsetsByTopicPartition => ({
    topics: [
      { topic: TOPIC, partitions: [...resolved].map(([partition, offset]) => ({ partition, offset })) },
    ],
  }),
  commitOffsetsIfNecessary: async (said?: unknown): Promise<void> => {
    const { partitions } = (said as OffsetsByTopicPartition).topics[0]!;
    committed.push(partitions.map(({ partition, offset }) => `${partition}:${offset}`).join(' '));
    await answer();
    for (const { partition } of partitions) resolved.delete(partition);
  },
};

async function handled(partition: number, next: string): Promise<void> {
  await commits.begin(TOPIC, partition);
  resolved.set(partition, next);
  commits.end(TOPIC, partition, offsets);
}

beforeEach(() => {
  now = 1_000;
  resolved = new Map();
  committed = [];
  answer = async () => undefined;
  commits = new OffsetCommits(100, () => now);
});

describe('how far a group has come', () => {
  it('is told for all partitions together, no more often than needed', async () => {
    await handled(0, '10');
    await commits.whenDue();
    await handled(0, '20');
    await commits.whenDue();
    now += 99;
    await handled(1, '7');
    await commits.whenDue();
    expect(committed).toEqual(['0:10']);
    now += 1;
    await commits.whenDue();
    expect(committed).toEqual(['0:10', '0:20 1:7']);
    await commits.all();
    expect(committed).toHaveLength(2);
  });

  it('is not told of a partition whose batch is in hand', async () => {
    await handled(0, '10');
    await handled(1, '5');
    await commits.begin(TOPIC, 0);
    await commits.all();
    expect(committed).toEqual(['1:5']);
    commits.end(TOPIC, 0, offsets);
    await commits.all();
    expect(committed).toEqual(['1:5', '0:10']);
  });

  it('is told before the next batch of the partition is begun', async () => {
    let answered = (): void => undefined;
    answer = () => new Promise((resolve) => (answered = resolve));
    await handled(0, '10');
    const told = commits.all();
    const order: string[] = [];
    const begun = commits.begin(TOPIC, 0).then(() => order.push('begun'));
    void told.then(() => order.push('told'));
    await new Promise((resolve) => setImmediate(resolve));
    expect(order).toEqual([]);
    answered();
    await Promise.all([told, begun]);
    expect(order).toEqual(['told', 'begun']);
  });

  it('is told again after it could not be', async () => {
    answer = () => Promise.reject(new Error('not coordinator'));
    await handled(0, '10');
    await expect(commits.all()).rejects.toThrow('not coordinator');
    answer = async () => undefined;
    await commits.begin(TOPIC, 1);
    commits.end(TOPIC, 1, offsets);
    await commits.all();
    expect(committed).toEqual(['0:10', '0:10']);
  });
});
