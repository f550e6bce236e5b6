import { InvalidInputError } from '@bailiwick/kernel';
import type { EventPage, ExportedEvent } from '@bailiwick/lifecycle';
import { type CliIo, EXIT, type ExitCode } from '../cli-io.js';
import { ApiClient } from '../client/api-client.js';
import { connectionFrom } from '../client/connection.js';
import { lineSink } from '../line-sink.js';
import { logPlaceOf, meansService, type WhereFlags } from './where.js';

export interface ExportFlags extends WhereFlags {
  readonly from: number;
  readonly to?: number;
  readonly out?: string;
}

const PAGE = 1_000;

/** `events export`: the incoming events from one position to another, a line each. */
export async function exportEvents(flags: ExportFlags, io: CliIo): Promise<ExitCode> {
  demandOrder(flags);
  const pages = meansService(flags) ? fromService(flags, io) : fromLog(flags);
  const sink = await lineSink(io, flags.out);
  let count = 0;
  try {
    for await (const events of pages) {
      count += events.length;
      await sink.write(events.map((event) => `${JSON.stringify(event)}\n`).join(''));
    }
    await sink.finish();
  } catch (error) {
    await sink.discard();
    throw error;
  }
  io.stderr(`${count} ${count === 1 ? 'event' : 'events'}\n`);
  return EXIT.done;
}

/** @throws InvalidInputError */
export function demandOrder({ from, to }: { readonly from: number; readonly to?: number }): void {
  if (to === undefined || to >= from) return;
  throw new InvalidInputError([
    {
      code: 'wrong-order',
      message: `--to ${to} comes before --from ${from}`,
      value: to,
      expected: `${from} or more`,
    },
  ]);
}

async function* fromService(flags: ExportFlags, io: CliIo): AsyncGenerator<readonly ExportedEvent[]> {
  const client = new ApiClient(await connectionFrom(flags, io));
  const { to = Infinity } = flags;
  for (let after = flags.from - 1; ;) {
    const { events, next }: EventPage = await client.get('/v1/events', { after, limit: PAGE });
    yield events.filter(({ position }) => position <= to);
    if (next === after || next >= to) return;
    after = next;
  }
}

async function* fromLog({ from, to, ...flags }: ExportFlags): AsyncGenerator<readonly ExportedEvent[]> {
  const [{ openExistingLog }, { readEvents }] = await Promise.all([
    import('./local-log.js'),
    import('@bailiwick/lifecycle'),
  ]);
  const store = await openExistingLog(logPlaceOf(flags));
  try {
    for (let after = from - 1; ;) {
      const upTo = to === undefined ? {} : { upTo: to };
      const { events, next } = await readEvents(store, { after, limit: PAGE, ...upTo });
      yield events;
      if (next === after) return;
      after = next;
    }
  } finally {
    await store.close();
  }
}
