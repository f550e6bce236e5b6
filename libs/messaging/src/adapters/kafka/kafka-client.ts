import type { Logger } from '@bailiwick/kernel';
import kafkajs, { type Kafka, type LogEntry, type RetryOptions, type SASLOptions } from 'kafkajs';
import type { KafkaSecurity } from './kafka-security.js';
import { promptSockets } from './socket-factory.js';

export interface KafkaOptions {
  /** `host:port` each; any of them tells of the others. */
  readonly brokers: readonly string[];
  /** How this process is called in the broker's logs. */
  readonly clientId: string;
  readonly logger: Logger;
  readonly security?: KafkaSecurity | undefined;
  /** How long, in ms, a group waits for a member that gives no sign of life. Default 15,000. */
  readonly sessionMs?: number;
}

/** A broker that restarts is back after some seconds; whoever uses a client starts it again after these. */
const PATIENT: RetryOptions = { initialRetryTime: 100, maxRetryTime: 2_000, retries: 8 };
/**
 * A transaction that follows another directly is refused until the broker has marked the end of that one, some
 * milliseconds later; the usual pauses would be the relay's whole time.
 */
const QUICK: RetryOptions = { initialRetryTime: 3, maxRetryTime: 50, retries: 50 };

/**
 * The library reads only from brokers that it knew of when it last asked, and by itself asks again after five minutes: so
 * long a partition would rest whose leader was away at that moment.
 */
export const METADATA_MS = 5_000;

/** A client for consumers, producers and administration. */
export function patientClient(options: KafkaOptions): Kafka {
  return client(options, PATIENT);
}

/** A client for transactions, one after the other. */
export function quickClient(options: KafkaOptions): Kafka {
  return client(options, QUICK);
}

function client({ brokers, clientId, logger, security }: KafkaOptions, retry: RetryOptions): Kafka {
  const { tls, sasl } = security ?? {};
  return new kafkajs.Kafka({
    brokers: [...brokers],
    clientId,
    retry,
    connectionTimeout: 3_000,
    socketFactory: promptSockets,
    ...(tls ? { ssl: tls } : {}),
    ...(sasl ? { sasl: sasl as SASLOptions } : {}),
    // What the library calls an error it mostly retries by itself; what stays wrong is thrown, and logged then.
    logLevel: kafkajs.logLevel.WARN,
    logCreator: () => (entry) => logger.debug(`kafka: ${entry.log.message}`, fieldsOf(entry)),
  });
}

function fieldsOf({ namespace, log }: LogEntry): Record<string, unknown> {
  const { error, groupId, broker } = log as { error?: unknown; groupId?: unknown; broker?: unknown };
  return { namespace, error, groupId, broker };
}
