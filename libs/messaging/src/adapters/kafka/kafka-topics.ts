import { setTimeout as sleep } from 'node:timers/promises';
import type { Problem } from '@bailiwick/kernel';
import kafkajs, { type Admin, type Kafka } from 'kafkajs';
import { inTime } from './in-time.js';
import type { TopicAdmin, TopicSpec } from '../../domain/messaging.port.js';
import { absentTopic, missingTopic, settingProblems } from '../../domain/topic-problems.js';
import { unavailable } from './refusal-hint.js';

/** A message is lost only with this many brokers at once, where there are as many. */
const REPLICAS = 3;
/** How long the brokers of a cluster may take to hear of a topic that one of them has made. */
const SPREAD_MS = { pause: 200, most: 10_000 };

const ANSWER_MS = 60_000;
const CLOSE_MS = 5_000;

/** Topics on a real broker; see `TopicAdmin` for the contract. */
export function kafkaTopics(client: Kafka): TopicAdmin {
  const asking = async <T>(ask: (admin: Admin) => Promise<T>): Promise<T> => {
    const admin = client.admin();
    try {
      return await inTime(
        ANSWER_MS,
        'the answer',
        admin.connect().then(() => ask(admin)),
      );
    } catch (error) {
      throw unavailable('Looking at the topics', error);
    } finally {
      await inTime(CLOSE_MS, 'disconnecting', admin.disconnect()).catch(() => undefined);
    }
  };
  return {
    ensure: (topics) => asking((admin) => ensure(admin, topics)),
    check: (topics) =>
      asking(async (admin) => {
        const there = new Set(await admin.listTopics());
        const missing = topics.filter(({ name }) => !there.has(name));
        return [
          ...missing.map(absentTopic),
          ...(await checkSettings(
            admin,
            topics.filter(({ name }) => there.has(name)),
          )),
        ];
      }),
    ends: async (topic) => {
      const offsets = await asking((admin) => admin.fetchTopicOffsets(topic));
      return new Map(offsets.map(({ partition, high }) => [partition, BigInt(high)]));
    },
  };
}

async function ensure(admin: Admin, topics: readonly TopicSpec[]): Promise<Problem[]> {
  const there = new Set(await admin.listTopics());
  const problems = await createMissing(
    admin,
    topics.filter(({ name }) => !there.has(name)),
  );
  const existing = topics.filter(({ name }) => there.has(name));
  return [...problems, ...(await checkSettings(admin, existing))];
}

async function createMissing(admin: Admin, missing: readonly TopicSpec[]): Promise<Problem[]> {
  if (missing.length === 0) return [];
  const { brokers } = await admin.describeCluster();
  const replicationFactor = Math.min(REPLICAS, brokers.length);
  const inSync = replicationFactor === REPLICAS ? { 'min.insync.replicas': '2' } : {};
  const problems: Problem[] = [];
  for (const spec of missing) {
    const settings = { ...inSync, ...spec.settings };
    const configEntries = Object.entries(settings).map(([name, value]) => ({ name, value }));
    const topic = { topic: spec.name, numPartitions: spec.partitions, replicationFactor, configEntries };
    try {
      await admin.createTopics({ topics: [topic], waitForLeaders: true });
    } catch (error) {
      if (!(await isThere(admin, spec.name, error))) problems.push(missingTopic(spec, reasonOf(error)));
    }
  }
  return problems;
}

/** Another process may have been faster, and the broker that is asked may not know yet. */
async function isThere(admin: Admin, topic: string, error: unknown): Promise<boolean> {
  const isMade = (error as { type?: string }).type === 'UNKNOWN_TOPIC_OR_PARTITION';
  for (let waited = 0; ; waited += SPREAD_MS.pause) {
    if ((await admin.listTopics()).includes(topic)) return true;
    if (!isMade || waited >= SPREAD_MS.most) return false;
    await sleep(SPREAD_MS.pause);
  }
}

async function checkSettings(admin: Admin, existing: readonly TopicSpec[]): Promise<Problem[]> {
  if (existing.length === 0) return [];
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: existing.map(({ name }) => ({ type: kafkajs.ConfigResourceTypes.TOPIC, name })),
  });
  return existing.flatMap((spec) => {
    const found = resources.find(({ resourceName }) => resourceName === spec.name);
    const actual = found?.configEntries.map(({ configName, configValue }) => [configName, configValue]) ?? [];
    return settingProblems(spec, Object.fromEntries(actual));
  });
}

function reasonOf(error: unknown): string {
  const { errors, message } = error as { errors?: readonly Error[]; message?: string };
  return errors?.[0]?.message ?? message ?? String(error);
}
