import type { EventStore, LeaseTaken, LogPlace } from '@bailiwick/event-store';
import { BailiwickError } from '@bailiwick/kernel';
import { mayHaveLog, openLog } from '../events/local-log.js';
import { fail, type Finding, ok, warn } from './finding.js';

const CHECK = 'log';
/** The stream that tells who places accounts. */
const PROCESS_LEASE = 'lease:process';

/** Opens the log and reads its head; with `deep` every hash. A folder without a log is left as it is. */
export async function checkLog(
  place: LogPlace,
  deep: boolean,
): Promise<{ readonly head?: number; readonly findings: readonly Finding[] }> {
  if (!mayHaveLog(place))
    return { findings: [warn(CHECK, 'there is none yet', 'Nothing was recorded so far')] };
  try {
    const store = await openLog(place);
    try {
      const { position, recordedAt } = await store.head();
      const last = position === 0 ? 'empty' : `last written ${new Date(recordedAt).toISOString()}`;
      const findings = [ok(CHECK, `position ${position}, ${last}`), ...(await holder(store))];
      return { head: position, findings: deep ? [...findings, await chain(store)] : findings };
    } finally {
      await store.close();
    }
  } catch (error) {
    return { findings: [broken(error)] };
  }
}

async function holder(store: EventStore): Promise<Finding[]> {
  const version = await store.streamVersion(PROCESS_LEASE);
  for await (const { events } of store.readStream(PROCESS_LEASE, version - 1)) {
    const [last] = events;
    if (version === 0 || last?.type !== 'LeaseTaken') continue;
    const { holder: name, until } = last.data as LeaseTaken;
    return [
      ok(CHECK, `placing accounts was last claimed by ${name} (until ${new Date(until).toISOString()})`),
    ];
  }
  return [];
}

async function chain(store: EventStore): Promise<Finding> {
  const { ok: whole, commits, faults } = await store.verifyChain();
  if (whole) return ok('chain', `${commits} commits, every hash as it should be`);
  const told = faults.slice(0, 5).map(({ position, code, message }) => `${position}: ${message} [${code}]`);
  return fail(
    'chain',
    told.join('\n'),
    'Restore the last backup; what comes before the first fault is whole',
  );
}

function broken(error: unknown): Finding {
  if (!(error instanceof BailiwickError)) return fail(CHECK, String(error), 'Mind its owner and mode');
  const { code, message, details } = error;
  return fail(CHECK, `${message} [${code}]`, details.hint ?? 'Mind its owner and mode');
}
