import { SASL_MECHANISMS } from '@bailiwick/messaging';
import { LOG_LEVELS } from '@bailiwick/telemetry';
import { isAllowedPlace } from '@bailiwick/relay';
import { z } from 'zod';

const SAFE_KEY_LENGTH = 32;

export const SERVER_ROLES = ['api', 'ingest', 'process', 'plan', 'relay'] as const;
export type ServerRole = (typeof SERVER_ROLES)[number];

const TOPIC_CHARACTERS = /^[A-Za-z0-9._-]*$/;

/** The configuration by the names that a file uses; the environment has the same in capitals. */
export const configSchema = z.strictObject({
  port: z.coerce.number().int().min(0).max(65535).default(3000),
  host: z.string().min(1).default('127.0.0.1'),
  dataDir: z.string().min(1).default('./.bailiwick'),
  roles: z
    .array(z.enum(SERVER_ROLES))
    .min(1)
    .default([...SERVER_ROLES]),
  /** What this process is called where it claims work: unique, and best the same after a restart. Default: host and port. */
  instance: z
    .string()
    .regex(/^[\x21-\x7e]{1,200}$/, '1 to 200 visible ASCII characters')
    .optional(),
  /** Who holds work and gives no sign of life for this long loses it to another process. */
  leaseSeconds: z.coerce.number().min(3).max(600).default(10),
  /** A fixed admin token instead of the generated one. */
  token: z.string().min(1).optional(),
  /** `wall`: timers go by events and, when nothing comes in, by the clock; `events`: by events alone, for replays. */
  time: z.enum(['wall', 'events']).default('wall'),
  logLevel: z.enum(LOG_LEVELS).default('warn'),
  /** Given: the log is there instead of in `dataDir`, for several processes on several machines. */
  mongodbUri: z
    .string()
    .regex(/^mongodb(\+srv)?:\/\/[^/]/, 'mongodb://HOST:PORT/DATABASE or mongodb+srv://…')
    .optional(),
  /** Given: events come in and go out by Kafka, too. */
  kafkaBrokers: z
    .array(z.string().regex(/^[^\s:/]+:\d{1,5}$|^\[[0-9a-fA-F:]+\]:\d{1,5}$/, 'HOST:PORT'))
    .min(1)
    .optional(),
  /** By TLS; certificates and key are PEM text. */
  kafkaTls: z
    .union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')])
    .default(false),
  kafkaTlsCa: z.string().min(1).optional(),
  kafkaTlsCert: z.string().min(1).optional(),
  kafkaTlsKey: z.string().min(1).optional(),
  /** Given: with user name and password. */
  kafkaSaslMechanism: z.enum(SASL_MECHANISMS).optional(),
  kafkaSaslUsername: z.string().min(1).optional(),
  kafkaSaslPassword: z.string().min(1).optional(),
  kafkaGroup: z
    .string()
    .regex(TOPIC_CHARACTERS, 'letters, digits, dots, underscores and dashes')
    .min(1)
    .max(200)
    .default('bailiwick'),
  /** In front of the name of every topic. */
  kafkaTopicPrefix: z
    .string()
    .regex(TOPIC_CHARACTERS, 'letters, digits, dots, underscores and dashes')
    .max(100)
    .default(''),
  /** Where webhooks may go although it is private or without TLS. */
  webhooksAllowPrivate: z
    .array(z.string().refine(isAllowedPlace, '`all`, an address, a CIDR range or the name of a host'))
    .default([]),
  /** What the secrets of webhooks are made of: the first for new ones, further ones for those that there are. */
  webhooksKey: z.array(z.string().min(SAFE_KEY_LENGTH)).default([]),
  /** A file that says what events of another shape mean; for those that come by Kafka. */
  eventsMapping: z.string().min(1).optional(),
});

export type ServerConfig = z.infer<typeof configSchema>;

/** Environment variables by field; `NAME_FILE` names a file that holds a secret. */
export const ENVIRONMENT: Readonly<Record<keyof ServerConfig, string>> = {
  port: 'PORT',
  host: 'HOST',
  dataDir: 'DATA_DIR',
  roles: 'BAILIWICK_ROLES',
  instance: 'BAILIWICK_INSTANCE',
  leaseSeconds: 'BAILIWICK_LEASE_SECONDS',
  token: 'BAILIWICK_TOKEN',
  time: 'BAILIWICK_TIME',
  logLevel: 'LOG_LEVEL',
  mongodbUri: 'MONGODB_URI',
  kafkaBrokers: 'KAFKA_BROKERS',
  kafkaTls: 'KAFKA_TLS',
  kafkaTlsCa: 'KAFKA_TLS_CA',
  kafkaTlsCert: 'KAFKA_TLS_CERT',
  kafkaTlsKey: 'KAFKA_TLS_KEY',
  kafkaSaslMechanism: 'KAFKA_SASL_MECHANISM',
  kafkaSaslUsername: 'KAFKA_SASL_USERNAME',
  kafkaSaslPassword: 'KAFKA_SASL_PASSWORD',
  kafkaGroup: 'KAFKA_GROUP',
  kafkaTopicPrefix: 'KAFKA_TOPIC_PREFIX',
  webhooksAllowPrivate: 'WEBHOOKS_ALLOW_PRIVATE',
  webhooksKey: 'WEBHOOKS_KEY',
  eventsMapping: 'EVENTS_MAPPING',
};

/** Fields that the environment gives as a list by commas. */
export const LISTS: readonly (keyof ServerConfig)[] = [
  'roles',
  'kafkaBrokers',
  'webhooksAllowPrivate',
  'webhooksKey',
];

/** Fields whose value no message may show: an address may hold a password. */
export const SECRETS: readonly string[] = [
  'token',
  'mongodbUri',
  'kafkaTlsKey',
  'kafkaSaslPassword',
  'webhooksKey',
] satisfies (keyof ServerConfig)[];

/** A token shorter than this is accepted with a warning. */
export const SAFE_TOKEN_LENGTH = 16;
