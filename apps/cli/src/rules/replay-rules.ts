import { hostname, userInfo } from 'node:os';
import { parseStream, RECORDED_VERSIONS } from '@bailiwick/contracts';
import { eventRegistry, type EventStore, openMemoryEventStore } from '@bailiwick/event-store';
import { addDays, addMonths, fromDayNumber, InvalidInputError, type IsoDate } from '@bailiwick/kernel';
import { fileSource, isIncoming, jsonLocator, Lifecycle, subjectEvents } from '@bailiwick/lifecycle';
import { accountsIn, replayRules, type RulesReplay } from '@bailiwick/territory';
import { randomIds, systemClock } from '../../../server/src/system.js';
import { type CliIo, EXIT, type ExitCode } from '../cli-io.js';
import { ApiClient } from '../client/api-client.js';
import { connectionFrom, type ServerFlags } from '../client/connection.js';
import { choosePolicy } from '../plan/choose-policy.js';
import { isError, problemText, readRuleSet } from './read-files.js';
import { replayText } from './replay-text.js';

export interface ReplayFlags {
  readonly against?: string;
  readonly events?: string;
  /** A file, or the name of a preset. */
  readonly policy?: string;
  /** The last day of the history that is looked at. */
  readonly asOf?: IsoDate;
  readonly months: number;
  readonly format: 'text' | 'json';
}

const MS_PER_DAY = 86_400_000;

/** `rules replay NEW --against OLD --events E.ndjson`. @throws InvalidInputError with everything wrong in any file */
export async function replayOnFiles(
  file: string,
  flags: ReplayFlags & { readonly against: string; readonly events: string },
  io: CliIo,
): Promise<ExitCode> {
  const [before, after, chosen] = await Promise.all([
    readRuleSet(flags.against, io),
    readRuleSet(file, io),
    choosePolicy(flags.policy, io),
  ]);
  const problems = [...before.problems, ...after.problems, ...chosen.problems];
  if (!before.ruleSet || !after.ruleSet || !chosen.policy)
    throw new InvalidInputError(problems.filter(isError));
  const store = await historyOf(flags.events);
  try {
    const last = flags.asOf ?? (await lastDayOf(store));
    const window = { from: addMonths(last, -flags.months), to: addDays(last, 1) };
    const rules = { inForce: before.ruleSet, next: after.ruleSet };
    const request = { ...rules, policy: chosen.policy, window, accountIds: await accountsIn(store) };
    return tell(await replayRules({ store, breathe: () => Promise.resolve() }, request), flags, io);
  } finally {
    await store.close();
  }
}

/** `rules replay NEW --server URL`: the log of a service, against the rules in force there. */
export async function replayOnService(
  file: string,
  flags: ReplayFlags & ServerFlags,
  io: CliIo,
): Promise<ExitCode> {
  const { ruleSet, problems } = await readRuleSet(file, io);
  if (!ruleSet) throw new InvalidInputError(problems);
  for (const problem of problems) io.stderr(problemText(problem));
  const client = new ApiClient(await connectionFrom(flags, io));
  const query = { months: flags.months };
  return tell(await client.post<RulesReplay>('/v1/rule-sets/replay', ruleSet, query), flags, io);
}

function tell(replay: RulesReplay, { format }: ReplayFlags, io: CliIo): ExitCode {
  io.stdout(format === 'json' ? `${JSON.stringify(replay)}\n` : replayText(replay));
  return EXIT.done;
}

/** The events of a file in a log of their own, checked as an import checks them. */
async function historyOf(path: string): Promise<EventStore> {
  const registry = eventRegistry(RECORDED_VERSIONS);
  const store = openMemoryEventStore({ clock: systemClock, ids: randomIds, registry });
  const lifecycle = new Lifecycle({ store, ids: randomIds, locator: jsonLocator });
  const actor = { id: `${userInfo().username}@${hostname()}`, role: 'ops' } as const;
  await lifecycle.importEvents(fileSource(path), actor);
  return store;
}

/** The day on which something was last said about an account. */
async function lastDayOf(store: EventStore): Promise<IsoDate> {
  let last = 0;
  for await (const page of store.readPages(0))
    for (const commit of page)
      if (parseStream(commit.stream)?.kind === 'account')
        for (const event of subjectEvents(commit).filter(isIncoming))
          last = Math.max(last, Date.parse(event.data.time));
  return fromDayNumber(Math.floor(last / MS_PER_DAY));
}
