import { BailiwickError, InvalidInputError, type Problem } from '@bailiwick/kernel';

const AWAY = 'Maybe the broker is not running, or KAFKA_BROKERS names another address';

/** The broker cannot be reached, or does not do what was asked; trying again later may help. */
export class BrokerUnavailableError extends BailiwickError {
  constructor(doing: string, cause: unknown, hint = AWAY) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super('broker-unavailable', `${doing} failed: ${why}`, { hint }, { cause });
  }
}

/** A later producer has the same transactional id; this one commits nothing any more. */
export class ProducerFencedError extends BailiwickError {
  constructor(transactionalId: string, cause?: unknown) {
    super(
      'producer-fenced',
      `another producer took over as ${transactionalId}`,
      {
        value: transactionalId,
        expected: 'one producer at a time with a transactional id',
        hint: 'Maybe two installations share a broker; give each a KAFKA_TOPIC_PREFIX of its own',
      },
      { cause },
    );
  }
}

/** @throws InvalidInputError when one of the problems is more than a warning */
export function demandTopics(problems: readonly Problem[]): void {
  if (problems.some(({ severity }) => severity !== 'warning')) throw new InvalidInputError(problems);
}
