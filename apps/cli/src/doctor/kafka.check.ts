import { BailiwickError, silentLogger } from '@bailiwick/kernel';
import { incomingTopics } from '@bailiwick/lifecycle';
import { kafkaBroker } from '@bailiwick/messaging';
import { outgoingTopics } from '@bailiwick/relay';
import type { ServerConfig } from '../../../server/src/config/config.schema.js';
import { kafkaPlace } from '../../../server/src/config/kafka-security.js';
import { type Finding, ofProblem, ok } from './finding.js';

const CHECK = 'kafka';

/** Whether the brokers answer, and every topic is as it has to be; makes nothing. */
export async function checkKafka(config: ServerConfig): Promise<Finding[]> {
  const { kafkaTopicPrefix } = config;
  const kafka = kafkaPlace(config);
  if (!kafka) return [];
  const broker = kafkaBroker({ ...kafka, clientId: 'bailiwick-doctor', logger: silentLogger });
  const topics = [...Object.values(incomingTopics(kafkaTopicPrefix)), ...outgoingTopics(kafkaTopicPrefix)];
  try {
    const problems = await broker.topics.check(topics);
    return [
      ok(CHECK, `${kafka.brokers.join(', ')} answer${kafka.brokers.length === 1 ? 's' : ''}`),
      ...(problems.length === 0 ? [ok(CHECK, `all ${topics.length} topics are as they should be`)] : []),
      ...problems.map((problem) => ofProblem(CHECK, problem)),
    ];
  } catch (error) {
    if (!(error instanceof BailiwickError)) throw error;
    return [ofProblem(CHECK, { code: error.code, message: error.message, ...error.details })];
  }
}
