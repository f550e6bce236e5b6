import {
  cloudEventEnvelope,
  INCOMING_TYPES,
  incomingDataSchemas,
  OUTGOING_TYPES,
  outgoingDataSchemas,
  topicOf,
  type OutgoingType,
} from '@bailiwick/contracts';
import { incomingTopics } from '@bailiwick/lifecycle';
import type { TopicSpec } from '@bailiwick/messaging';
import { dataSchemaOf, outgoingTopics } from '@bailiwick/relay';
import { z } from 'zod';

export interface AsyncApiOptions {
  readonly version: string;
  /** In front of every topic's name. */
  readonly prefix: string;
  /** HOST:PORT of each broker; empty where none is configured. */
  readonly brokers: readonly string[];
}

type Json = Readonly<Record<string, unknown>>;

const BINARY = 'application/json';
const STRUCTURED = 'application/cloudevents+json';
const BINDING_VERSION = '0.5.0';

/** What goes through Kafka, in and out, as an AsyncAPI 3 document; made of the schemas that the code checks with. */
export function asyncApiDocument({ version, prefix, brokers }: AsyncApiOptions): Json {
  const { events, deadLetters } = incomingTopics(prefix);
  const outgoing = outgoingTopics(prefix);
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Bailiwick',
      version,
      description:
        'Account lifecycle events in, changes of territory, tier and plans out: CloudEvents 1.0 on Kafka. Going out they are in binary mode; coming in, in binary, structured or batched mode. Delivery is at least once: `id` follows from the log, and a repeat carries the same one.',
      license: { name: 'Apache-2.0' },
    },
    defaultContentType: BINARY,
    servers: Object.fromEntries(brokers.map((host, i) => [`kafka-${i + 1}`, { host, protocol: 'kafka' }])),
    channels: {
      ...channel(events, incomingMessages(), 'Account, CSM and AE events for Bailiwick to record.'),
      ...channel(deadLetters, deadLetterMessages(), 'Messages that were refused, each once, as they came.'),
      ...Object.assign(
        {},
        ...outgoing.map((topic) => channel(topic, outgoingMessages(topic.name.slice(prefix.length)))),
      ),
    },
    operations: {
      ...operation('receive', events),
      ...operation('send', deadLetters),
      ...Object.assign({}, ...outgoing.map((topic) => operation('send', topic))),
    },
  };
}

function channel({ name, partitions, settings }: TopicSpec, messages: Json, description?: string): Json {
  const configuration = Object.entries(settings).map(([setting, value]): [string, unknown] => [
    setting,
    setting === 'cleanup.policy' ? value.split(',') : Number(value),
  ]);
  return {
    [name]: {
      address: name,
      ...(description === undefined ? {} : { description }),
      messages,
      bindings: {
        kafka: {
          topic: name,
          partitions,
          topicConfiguration: Object.fromEntries(configuration),
          bindingVersion: BINDING_VERSION,
        },
      },
    },
  };
}

function operation(action: 'send' | 'receive', { name }: TopicSpec): Json {
  return { [`${action}-${name}`]: { action, channel: { $ref: `#/channels/${pointerPart(name)}` } } };
}

function incomingMessages(): Json {
  const binary = INCOMING_TYPES.map((type) => [
    type,
    binaryMessage(type, schemaOf(incomingDataSchemas[type]), 'The subject: an account, a CSM or an AE.'),
  ]);
  const structured = {
    name: 'structured',
    title: 'Any of these events in structured mode',
    contentType: STRUCTURED,
    payload: schemaOf(cloudEventEnvelope),
    bindings: keyBinding('The subject: an account, a CSM or an AE.'),
  };
  return { ...(Object.fromEntries(binary) as Json), structured };
}

function outgoingMessages(topic: string): Json {
  const types = OUTGOING_TYPES.filter((type) => topicOf(type) === topic);
  const key = topic === 'plan-changed' ? 'The plan.' : 'The account.';
  return Object.fromEntries(types.map((type) => [type, outgoingMessage(type, key)]));
}

function outgoingMessage(type: OutgoingType, key: string): Json {
  const message = binaryMessage(type, schemaOf(outgoingDataSchemas[type]), key, {
    ce_dataschema: { const: dataSchemaOf(type) },
    ce_partitionkey: { type: 'string', description: 'the key' },
  });
  if (type !== 'territory.ownership.v1') return message;
  return { ...message, description: 'A message without a value follows churn: nobody owns the account.' };
}

function deadLetterMessages(): Json {
  const added = {
    'dlq-reason': { enum: ['invalid', 'id-reused'] },
    'dlq-problems': { type: 'string', description: 'JSON: the first 20 problems' },
    'dlq-topic': { type: 'string' },
    'dlq-partition': { type: 'string' },
    'dlq-offset': { type: 'string' },
    'dlq-timestamp': { type: 'string', format: 'date-time', description: 'of the original' },
    'dlq-group': { type: 'string' },
  };
  return {
    'dead-letter': {
      name: 'dead-letter',
      title: 'A refused message, with its own key, value bytes and headers',
      headers: { type: 'object', required: Object.keys(added), properties: added },
      payload: {},
      bindings: keyBinding('As it came.'),
    },
  };
}

function binaryMessage(type: string, payload: Json, key: string, extensions: Json = {}): Json {
  return {
    name: type,
    title: type,
    contentType: BINARY,
    headers: {
      type: 'object',
      required: ['ce_specversion', 'ce_type', 'ce_source', 'ce_id', 'ce_time'],
      properties: {
        ce_specversion: { const: '1.0' },
        ce_type: { const: type },
        ce_source: { type: 'string' },
        ce_id: { type: 'string', description: 'unique within its source' },
        ce_subject: { type: 'string' },
        ce_time: { type: 'string', format: 'date-time' },
        'content-type': { const: BINARY },
        ...extensions,
      },
    },
    payload,
    bindings: keyBinding(key),
  };
}

function keyBinding(description: string): Json {
  return { kafka: { key: { type: 'string', description }, bindingVersion: BINDING_VERSION } };
}

/** AsyncAPI's own schema dialect is a superset of draft 7. */
function schemaOf(schema: z.ZodType): Json {
  const { $schema: _dialect, ...json } = z.toJSONSchema(schema, {
    target: 'draft-7',
    io: 'input',
    unrepresentable: 'any',
  });
  return json;
}

function pointerPart(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
