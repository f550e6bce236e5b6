import { LOG_LEVELS } from '@bailiwick/telemetry';
import { isAllowedPlace } from '@bailiwick/relay';
import { z } from 'zod';

const SAFE_KEY_LENGTH = 32;

export const SERVER_ROLES = ['api', 'ingest', 'process', 'plan', 'relay'] as const;
export type ServerRole = (typeof SERVER_ROLES)[number];

/** Given as a list, or as one text with commas. */
const textList = z
  .union([z.string(), z.array(z.string())])
  .transform((given) => [given].flat().flatMap((text) => text.split(',')))
  .transform((texts) => texts.map((text) => text.trim()).filter(Boolean));

/** The configuration by the names that a file uses; the environment has the same in capitals. */
export const configSchema = z.strictObject({
  port: z.coerce.number().int().min(0).max(65535).default(3000),
  host: z.string().min(1).default('127.0.0.1'),
  dataDir: z.string().min(1).default('./.bailiwick'),
  roles: z
    .array(z.enum(SERVER_ROLES))
    .min(1)
    .default([...SERVER_ROLES]),
  /** A fixed admin token instead of the generated one. */
  token: z.string().min(1).optional(),
  /** `wall`: timers go by events and, when nothing comes in, by the clock; `events`: by events alone, for replays. */
  time: z.enum(['wall', 'events']).default('wall'),
  logLevel: z.enum(LOG_LEVELS).default('warn'),
  /** Where webhooks may go although it is private or without TLS. */
  webhooksAllowPrivate: textList
    .refine((places) => places.every(isAllowedPlace), '`all`, or addresses, CIDR ranges and names of hosts')
    .default([]),
  /** What the secrets of webhooks are made of: the first for new ones, further ones for those that there are. */
  webhooksKey: textList
    .refine((keys) => keys.every((key) => key.length >= SAFE_KEY_LENGTH), '32 characters or more each')
    .default([]),
});

export type ServerConfig = z.infer<typeof configSchema>;

/** Environment variables by field; `BAILIWICK_TOKEN_FILE` names a file that holds the token. */
export const ENVIRONMENT: Readonly<Record<keyof ServerConfig, string>> = {
  port: 'PORT',
  host: 'HOST',
  dataDir: 'DATA_DIR',
  roles: 'BAILIWICK_ROLES',
  token: 'BAILIWICK_TOKEN',
  time: 'BAILIWICK_TIME',
  logLevel: 'LOG_LEVEL',
  webhooksAllowPrivate: 'WEBHOOKS_ALLOW_PRIVATE',
  webhooksKey: 'WEBHOOKS_KEY',
};

/** A token shorter than this is accepted with a warning. */
export const SAFE_TOKEN_LENGTH = 16;
