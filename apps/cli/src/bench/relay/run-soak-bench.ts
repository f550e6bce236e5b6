import { join } from 'node:path';
import { openLog } from '../../events/local-log.js';
import { openingSize } from '../ingest/bench-events.js';
import { found } from '../ingest/bench-log.js';
import { describeMachine, load, type LoadedMachine } from '../machine.js';
import { AES, onBenchService, ROOMY_HOURS, SOURCE } from './bench-company.js';
import type { BenchKafka } from './bench-kafka.js';
import { measureSoak, MEMORY_PROBE, type MemorySample } from './measure-soak.js';
import { newAccounts } from './mixed-events.js';
import type { RelayBenchFlags } from './run-relay-bench.js';
import { steadyEvents } from './steady-events.js';

/** Everything that `bench relay --soak` measures. */
export interface SoakReport {
  readonly command: string;
  readonly machine: LoadedMachine;
  readonly accounts: number;
  /** While the company stays as large as it is; the first when the service had started and was warm. */
  readonly steady: readonly MemorySample[];
  /** Before and after as many accounts again were taken in. */
  readonly grown: readonly MemorySample[];
  /** Events that there are by then, the company's beginning included, and how often the log has them: each once. */
  readonly sent: number;
  readonly recorded: { readonly distinct: number; readonly twice: number };
}

/** What a process does for the first time takes memory that it keeps. */
const WARM_EVENTS = 20_000;
const SAMPLES = 20;

/** A long stream through a service of its own, and the memory that this takes. */
export async function measureMemory(
  { accounts, csms }: RelayBenchFlags,
  total: number,
  folder: string,
  kafka: BenchKafka,
  say: (text: string) => void,
): Promise<SoakReport> {
  const loadBefore = load();
  const warming = Math.min(total, WARM_EVENTS);
  const machine = await describeMachine(folder);
  const dataDir = join(folder, 'data');
  say(`a company of ${accounts} accounts and ${csms} CSMs …`);
  await found(dataDir, accounts, { csms, aes: AES, capacityHours: ROOMY_HOURS });
  const tell = ({ events, rssMb, heapMb }: MemorySample): void =>
    say(`${events} events: ${rssMb} MB resident, heap ${heapMb} MB`);
  const options = [process.env['NODE_OPTIONS'], `--import ${MEMORY_PROBE}`].filter(Boolean).join(' ');
  const { steady, grown } = await onBenchService(
    kafka,
    dataDir,
    { NODE_OPTIONS: options },
    async (setting) => {
      const events = steadyEvents('soak', accounts);
      const placed = 'account.reactivated';
      const warm = { total: warming, leg: warming, placed };
      const [first] = await measureSoak(setting, events, warm, tell);
      const run = { total, leg: Math.ceil(total / SAMPLES), placed };
      const steady = [
        { ...first!, events: 0, seconds: 0 },
        ...(await measureSoak(setting, events, run, tell)),
      ];
      say(`${accounts} accounts more …`);
      const growth = { total: accounts, leg: accounts, placed: 'account.new' };
      const more = await measureSoak(setting, newAccounts('more', AES, 2), growth, tell);
      return { steady, grown: [{ ...steady.at(-1)!, events: 0, seconds: 0 }, ...more] };
    },
  );
  return {
    command: `bailiwick bench relay --soak ${total} --accounts ${accounts} --csms ${csms}`,
    machine: { ...machine, loadBefore, loadAfter: load() },
    accounts,
    steady,
    grown,
    sent: openingSize(accounts, { csms, aes: AES }) + warming + total + accounts,
    recorded: await recordedIds(dataDir),
  };
}

async function recordedIds(dataDir: string): Promise<SoakReport['recorded']> {
  const store = await openLog({ dataDir });
  const ids = new Set<string>();
  let twice = 0;
  try {
    for await (const page of store.readLean(0))
      for (const { events } of page) {
        const { source, id } = events[0]!.data as { readonly source?: string; readonly id?: string };
        if (source !== SOURCE || id === undefined) continue;
        if (ids.has(id)) twice++;
        ids.add(id);
      }
    return { distinct: ids.size, twice };
  } finally {
    await store.close();
  }
}
