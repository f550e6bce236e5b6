import { OUTGOING_TOPICS, type OutgoingTopic } from '@bailiwick/contracts';
import type { TopicSpec } from '@bailiwick/messaging';

/** As many as the topic of incoming events has. */
const PARTITIONS = 6;
const POLICY: Readonly<Record<OutgoingTopic, 'delete' | 'compact'>> = {
  'territory-changed': 'delete',
  'territory-ownership': 'compact',
  'tier-changed': 'delete',
  'plan-changed': 'delete',
};

/** The topics that are published to, as they have to be. */
export function outgoingTopics(prefix: string): readonly TopicSpec[] {
  return OUTGOING_TOPICS.map((topic) => ({
    name: `${prefix}${topic}`,
    partitions: PARTITIONS,
    settings: { 'cleanup.policy': POLICY[topic] },
  }));
}
