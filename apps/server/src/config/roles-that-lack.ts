import type { Problem } from '@bailiwick/kernel';

/**
 * What is missing for the roles that somebody asked for by name; by default a process has every role, and does of each
 * what it can. Looks at what was given, whatever else is wrong with it, so that everything is told at once.
 */
export function rolesThatLack(given: Readonly<Record<string, unknown>>): Problem[] {
  const { roles, kafkaBrokers } = given;
  if (!Array.isArray(roles) || (kafkaBrokers !== undefined && kafkaBrokers !== '')) return [];
  const asked = new Set<unknown>(roles);
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
