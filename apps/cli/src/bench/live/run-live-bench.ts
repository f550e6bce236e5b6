import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { FileUsers } from '@bailiwick/access';
import { seededRng } from '@bailiwick/kernel';
import type { CliIo } from '../../cli-io.js';
import { ApiClient } from '../../client/api-client.js';
import { openLog } from '../../events/local-log.js';
import { followPlan } from '../../plan/follow-plan.js';
import type { ServicePlan } from '../../plan/service-plan.js';
import { figure, percent } from '../../text-table.js';
import { fill } from '../ingest/bench-log.js';
import { describeMachine, load, type LoadedMachine } from '../machine.js';
import { writeSampleCompany } from '../plan/bench-instance.js';
import { untilAtRest } from '../relay/measure-relay.js';
import { type ProbedService, startProbedService } from './probed-service.js';
import { watched, type WatchedFigure } from './watched.js';
import { watchedTable } from './watched-table.js';

export interface LiveBenchFlags {
  readonly accounts: number;
  readonly csms: number;
  readonly seed: number;
  readonly timeLimit: number;
  readonly data?: string;
  readonly out?: string;
  readonly json: boolean;
}

/** Everything that `bench live` measures. */
export interface LiveReport {
  readonly command: string;
  readonly machine: LoadedMachine;
  readonly accounts: number;
  readonly csms: number;
  readonly figures: readonly WatchedFigure[];
  readonly plan: Pick<ServicePlan, 'stage' | 'status' | 'objective' | 'gap' | 'counts'>;
  /** Resident memory of the service with its threads: at rest, and the most while it planned. */
  readonly memoryMb: { readonly before: number; readonly peak: number };
}

const REST_MS = 3_000;
const LOOK_MS = 250;

/** A plan of a company's whole book on a running service, and its commit; prints a table, writes JSON. */
export async function runLiveBench(flags: LiveBenchFlags, io: CliIo): Promise<void> {
  const folder = await mkdtemp(join(flags.data ?? tmpdir(), 'bailiwick-bench-'));
  try {
    const report = await measure(flags, folder, io);
    const json = `${JSON.stringify(report, null, 2)}\n`;
    if (flags.out !== undefined) await writeFile(flags.out, json);
    io.stdout(flags.json ? json : liveTable(report));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(flags: LiveBenchFlags, folder: string, io: CliIo): Promise<LiveReport> {
  const { accounts, csms, seed, timeLimit } = flags;
  const loadBefore = load();
  const machine = await describeMachine(folder);
  const dataDir = join(folder, 'data');
  io.stderr(`a company of ${accounts} accounts and ${csms} CSMs …\n`);
  const ids = await foundSample(flags, join(folder, 'company'), dataDir);
  const users = new FileUsers({ dataDir });
  const token = await users.add('bench', 'ops');
  const approval = await users.add('chief', 'approver');
  const service = await startProbedService(dataDir);
  const memory = watchMemory(service);
  try {
    await untilAtRest(service);
    memory.begin();
    const client = new ApiClient({ url: new URL(`${service.url}/`), token });
    const rng = seededRng(seed);
    const question = (): string => `/v1/accounts/${ids[rng.int(ids.length)]}/owner`;
    const rest = await watched(service, () => sleep(REST_MS), { question, token });
    io.stderr('a plan …\n');
    const body = { seed, timeLimitSeconds: timeLimit };
    const planned = await watched(service, () => planOf(client, body, io), { question, token });
    const { result: plan, ...figures } = planned;
    io.stderr('its commit …\n');
    const chief = new ApiClient({ url: new URL(`${service.url}/`), token: approval });
    const committed = await watched(service, () => commit(chief, plan.planId), { question, token });
    const { result: stage, ...ofCommit } = committed;
    return {
      command: `bailiwick bench live --accounts ${accounts} --csms ${csms} --seed ${seed} --time-limit ${timeLimit}`,
      machine: { ...machine, loadBefore, loadAfter: load() },
      accounts,
      csms,
      figures: [
        { ...rest, name: 'nothing' },
        { ...figures, name: 'a plan' },
        { ...ofCommit, name: 'its commit' },
      ],
      plan: { ...plan, stage },
      memoryMb: memory.figures(),
    };
  } finally {
    memory.end();
    await service.stop();
  }
}

/** A log with the people and accounts of a sample company, as they came. @returns the ids of the accounts */
async function foundSample(flags: LiveBenchFlags, company: string, dataDir: string): Promise<string[]> {
  await mkdir(company);
  await writeSampleCompany(flags, company);
  const ids: string[] = [];
  const openings: object[] = [];
  for await (const line of createInterface({ input: createReadStream(join(company, 'events.ndjson')) })) {
    const event = JSON.parse(line) as { readonly type: string; readonly subject: string };
    if (event.type === 'account.new') ids.push(event.subject);
    else if (!event.type.endsWith('.joined')) continue;
    openings.push(event);
  }
  const store = await openLog({ dataDir });
  try {
    await fill(store, openings.values(), openings.length);
  } finally {
    await store.close();
  }
  return ids;
}

async function planOf(client: ApiClient, body: object, io: CliIo): Promise<ServicePlan> {
  const { planId } = await client.post<ServicePlan>('/v1/plans', body);
  return followPlan(client, planId, io, false);
}

/** @returns the stage that the plan has come to */
async function commit(chief: ApiClient, planId: string): Promise<string> {
  const path = `/v1/plans/${encodeURIComponent(planId)}`;
  await chief.post(`${path}/approve`, {});
  return (await chief.post<ServicePlan>(`${path}/commit`, {})).stage;
}

interface MemoryWatch {
  begin(): void;
  figures(): LiveReport['memoryMb'];
  end(): void;
}

function watchMemory(service: ProbedService): MemoryWatch {
  let [before, peak] = [0, 0];
  const timer = setInterval(() => (peak = Math.max(peak, service.rssMb())), LOOK_MS);
  return {
    begin: () => void (before = peak = service.rssMb()),
    figures: () => ({ before, peak }),
    end: () => clearInterval(timer),
  };
}

/** The report for people. */
function liveTable(report: LiveReport): string {
  const { accounts, csms, plan, memoryMb } = report;
  const { accounts: planned = 0, moved = 0, placed = 0, unassigned = 0 } = plan.counts ?? {};
  return watchedTable(report, [
    `${figure(accounts)} accounts, ${figure(csms)} CSMs; answers: who owns an account, one question every 20 ms`,
    `the plan: ${plan.stage}, ${plan.status ?? ''}, gap ${percent(plan.gap)}; ${figure(planned)} accounts, ${figure(moved)} moves, ${figure(placed)} placed, ${figure(unassigned)} unassigned`,
    `memory of the service: ${figure(memoryMb.before)} MB before, ${figure(memoryMb.peak)} MB at most`,
  ]);
}
