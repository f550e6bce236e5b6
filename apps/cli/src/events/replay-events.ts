import { type CliIo, EXIT, type ExitCode } from '../cli-io.js';
import { ApiClient } from '../client/api-client.js';
import { connectionFrom, type ServerFlags } from '../client/connection.js';
import { demandOrder } from './export-events.js';
import { lineOf, PAGE, type PageOfFeed, positionOf } from './feed-lines.js';
import { lineSink } from '../line-sink.js';

export interface ReplayFlags extends ServerFlags {
  readonly from: number;
  readonly to?: number;
  readonly type?: string;
}

/** `events replay`: the outgoing events from one position to another, with the ids that they had the first time. */
export async function replayEvents(flags: ReplayFlags, io: CliIo): Promise<ExitCode> {
  demandOrder(flags);
  const client = new ApiClient(await connectionFrom(flags, io));
  const { type, to = Infinity } = flags;
  const sink = await lineSink(io, undefined);
  for (let after = flags.from - 1; ;) {
    const { events, next }: PageOfFeed = await client.get('/v1/feed', { after, limit: PAGE, type });
    const wanted = events.filter((event) => positionOf(event) <= to);
    await sink.write(wanted.map(lineOf).join(''));
    if (next === after || next >= to) return EXIT.done;
    after = next;
  }
}
