import { setTimeout as sleep } from 'node:timers/promises';
import { BailiwickError, describeProblem, silentLogger } from '@bailiwick/kernel';
import { type DeadLetter, DeadLetters } from '@bailiwick/lifecycle';
import { kafkaBroker } from '@bailiwick/messaging';
import { kafkaPlace } from '../../../server/src/config/kafka-security.js';
import { loadConfig } from '../../../server/src/config/load-config.js';
import { randomIds } from '../../../server/src/system.js';
import { type CliIo, EXIT, type ExitCode } from '../cli-io.js';

export interface KafkaFlags {
  readonly config?: string;
  readonly brokers?: string;
}

/** `dlq list` */
export async function listDeadLetters(
  flags: KafkaFlags & { readonly json: boolean },
  io: CliIo,
): Promise<ExitCode> {
  const count = await deadLettersOf(flags).read((letter) =>
    io.stdout(flags.json ? `${JSON.stringify(plain(letter))}\n` : line(letter)),
  );
  if (!flags.json) io.stdout(`${count} dead letter${count === 1 ? '' : 's'}\n`);
  return EXIT.done;
}

/** `dlq show ID`: 1 when there is none with that id. */
export async function showDeadLetter(id: string, flags: KafkaFlags, io: CliIo): Promise<ExitCode> {
  let found: DeadLetter | undefined;
  await deadLettersOf(flags).read((letter) => {
    if (letter.id === id) found = letter;
  });
  if (!found) throw notThere([id]);
  const { reason, problems, origin, sentAt, message } = found;
  io.stdout(
    [
      `${id}  ${reason}`,
      `came by ${origin.topic}, partition ${origin.partition}, offset ${origin.offset}, sent ${sentAt}`,
      `key     ${message.key === null ? 'none' : text(message.key)}`,
      ...message.headers.map(
        ([name, value]) => `header  ${name}: ${value === null ? 'nothing' : text(value)}`,
      ),
      ...problems.map((problem) => describeProblem(problem)),
      '',
      message.value === null ? 'no value' : text(message.value),
      '',
    ].join('\n'),
  );
  return EXIT.done;
}

/** `dlq redrive [ID…] [--all]`: 1 when an id is not there; then nothing is sent. */
export async function redriveDeadLetters(
  ids: readonly string[],
  flags: KafkaFlags & { readonly all: boolean },
  io: CliIo,
): Promise<ExitCode> {
  if (flags.all === ids.length > 0)
    throw new BailiwickError('bad-usage', 'Either ids or --all', {
      expected: '`redrive ID…` or `redrive --all`',
    });
  const letters = deadLettersOf(flags);
  if (flags.all) {
    io.stdout(`${await letters.redriveAll()} sent back\n`);
    return EXIT.done;
  }
  const missing = await letters.redrive(ids);
  if (missing.length > 0) throw notThere(missing);
  io.stdout(`${ids.length} sent back\n`);
  return EXIT.done;
}

function deadLettersOf({ config: file, brokers }: KafkaFlags): DeadLetters {
  const flags = brokers === undefined ? {} : { kafkaBrokers: brokers.split(',').map((one) => one.trim()) };
  const { config } = loadConfig({ env: process.env, file, flags });
  const { kafkaGroup: group, kafkaTopicPrefix: prefix } = config;
  const kafka = kafkaPlace(config);
  if (!kafka)
    throw new BailiwickError('no-broker', 'No Kafka is configured', {
      expected: '--brokers HOST:PORT, or KAFKA_BROKERS',
    });
  const broker = kafkaBroker({ ...kafka, clientId: 'bailiwick-dlq', logger: silentLogger });
  return new DeadLetters({ broker, ids: randomIds, sleep: (ms) => sleep(ms) }, { group, prefix });
}

function notThere(ids: readonly string[]): BailiwickError {
  return new BailiwickError('unknown-dead-letter', `There is no dead letter ${ids.join(', ')}`, {
    value: ids.join(', '),
    expected: 'an id that `dlq list` says',
    hint: 'Nothing was sent',
  });
}

function line({ id, reason, problems, origin, sentAt }: DeadLetter): string {
  const [first] = problems;
  const why = first ? `${first.message} [${first.code}]` : 'unknown';
  return `${id}  ${sentAt}  ${origin.topic}/${origin.partition}/${origin.offset}  ${reason}: ${why}\n`;
}

function plain({ message, ...letter }: DeadLetter): object {
  const { key, value, headers } = message;
  return {
    ...letter,
    key: key && text(key),
    headers: headers.map(([name, bytes]) => [name, bytes && text(bytes)]),
    value: value && text(value),
  };
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
