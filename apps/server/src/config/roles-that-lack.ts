import type { Problem } from '@bailiwick/kernel';

type Given = Readonly<Record<string, unknown>>;

/**
 * What is missing for the roles that somebody asked for by name; by default a process has every role, and does of each
 * what it can. Looks at what was given, whatever else is wrong with it, so that everything is told at once.
 */
export function rolesThatLack(given: Given): Problem[] {
  if (!Array.isArray(given['roles'])) return [];
  const asked = new Set<unknown>(given['roles']);
  return [...lackingKafka(asked, given), ...lackingKey(asked, given)];
}

function lackingKafka(asked: ReadonlySet<unknown>, { kafkaBrokers }: Given): Problem[] {
  if (isGiven(kafkaBrokers)) return [];
  const lacking: Problem[] = [];
  if (asked.has('ingest'))
    lacking.push({
      code: 'role-lacks-kafka',
      message: 'the role ingest reads events from Kafka, and no brokers are given (BAILIWICK_ROLES)',
      value: 'ingest',
      expected: 'KAFKA_BROKERS',
      hint: 'Maybe leave the role away: HTTP takes events in by the role api',
    });
  if (asked.has('relay'))
    lacking.push({
      code: 'role-lacks-kafka',
      severity: 'warning',
      message: 'the role relay publishes nothing to Kafka: no brokers are given (BAILIWICK_ROLES)',
      expected: 'KAFKA_BROKERS',
      hint: 'Webhooks are delivered and the feed is there in any case',
    });
  return lacking;
}

/** Who makes a secret and who signs with it are then two processes, and may have a folder each. */
function lackingKey(asked: ReadonlySet<unknown>, { mongodbUri, webhooksKey }: Given): Problem[] {
  if (!isGiven(mongodbUri) || isGiven(webhooksKey) || asked.has('api') === asked.has('relay')) return [];
  return [
    {
      code: 'webhooks-lack-key',
      severity: 'warning',
      message: 'what signs webhooks is made of a key that only this data directory has (BAILIWICK_ROLES)',
      expected: 'the same WEBHOOKS_KEY for every process with the role api or relay',
      hint: 'Maybe leave it as it is where they share one data directory, or where there are no webhooks',
    },
  ];
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== '';
}
