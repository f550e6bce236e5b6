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
export function missingTopic(spec: TopicSpec, why: string): Problem {
  return {
    ...absentTopic(spec),
    severity: 'error',
    message: `The topic ${spec.name} is missing and could not be made: ${why}`,
  };
}

/** A topic is not there, and nobody tried to make it. */
export function absentTopic({ name, partitions, settings }: TopicSpec): Problem {
  const config = Object.entries(settings).map(([setting, value]) => ` --config ${setting}=${value}`);
  return {
    code: 'topic-missing',
    severity: 'warning',
    message: `The topic ${name} is not there; the service makes it when it starts, where it may`,
    value: name,
    expected: 'a topic of this name',
    hint: `Maybe kafka-topics --create --topic ${name} --partitions ${partitions}${config.join('')}`,
  };
}
