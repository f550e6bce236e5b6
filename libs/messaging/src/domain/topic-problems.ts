import type { Problem } from '@bailiwick/kernel';
import type { TopicSpec } from './messaging.port.js';

/** What is wrong with a topic that exists, given its settings by name. */
export function settingProblems(
  { name, settings }: TopicSpec,
  actual: Readonly<Record<string, string | undefined>>,
): Problem[] {
  return Object.entries(settings)
    .filter(([setting, expected]) => actual[setting] !== expected)
    .map(([setting, expected]) => ({
      code: 'wrong-topic-setting',
      message: `The topic ${name} has ${setting}=${actual[setting] ?? '(unknown)'}`,
      value: actual[setting],
      expected: `${setting}=${expected}`,
      hint: `Maybe kafka-configs --alter --topic ${name} --add-config ${setting}=${expected}`,
    }));
}

/** A topic is not there and could not be made. */
export function missingTopic({ name, partitions, settings }: TopicSpec, why: string): Problem {
  const config = Object.entries(settings).map(([setting, value]) => ` --config ${setting}=${value}`);
  return {
    code: 'topic-missing',
    message: `The topic ${name} is missing and could not be made: ${why}`,
    value: name,
    expected: 'a topic of this name',
    hint: `Maybe kafka-topics --create --topic ${name} --partitions ${partitions}${config.join('')}`,
  };
}
