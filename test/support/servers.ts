import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { repository } from './cli.js';
import type { Tool } from './needs.js';

/** Where the servers are, as scripts/test-servers.mjs says it. */
export interface TestServers {
  readonly kafkaBrokers?: string;
  readonly mongodbUri?: string;
  /** Processes by name; none for servers that were there before. */
  readonly pids: Readonly<Record<string, number>>;
}

/** Servers of a suite's own. */
export interface OwnServers {
  readonly now: TestServers;
  /** What it says after a restart; see `--restart`. */
  restarted(): Promise<TestServers>;
  stop(): Promise<void>;
}

const script = join(repository, 'scripts', 'test-servers.mjs');
const START_MS = 600_000;

const server = (name: string, args: readonly string[]): Tool => ({
  name,
  hint: `Maybe run: node scripts/test-servers.mjs ${args.join(' ')}`,
  available: () => spawnSync(process.execPath, [script, '--check', ...args]).status === 0,
});

/** mongo-java-server, or what `MONGODB_URI` names: shared by all suites. */
export const mongodb = server('a MongoDB-protocol server', ['--only', 'mongodb']);
/** One broker, or what `KAFKA_BROKERS` names: shared by all suites. */
export const kafka = server('Kafka', ['--only', 'kafka']);
/** Durable, and so for suites that kill it: never shared. */
export const ferretdb = server('FerretDB', ['--only', 'mongodb', '--mongodb', 'ferretdb']);

/** The servers that `npm test` started for all suites, or else some for this suite alone. Call it in `describe`. */
export function useServers(...args: readonly string[]): { now(): TestServers } {
  let servers: TestServers | undefined;
  let own: OwnServers | undefined;
  beforeAll(async () => {
    const shared = process.env['BAILIWICK_TEST_SERVERS'];
    if (!shared) own = await startServers(args);
    servers = own?.now ?? (await sharedServers(shared!));
  }, START_MS);
  afterAll(() => own?.stop());
  return { now: () => servers! };
}

/** Starts servers that nobody else uses; they end with this process. */
export async function startServers(args: readonly string[], env = process.env): Promise<OwnServers> {
  const child = spawn(process.execPath, [script, '--stop-with', String(process.pid), ...args], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<TestServers> => {
    const { value, done } = await lines.next();
    if (done) throw new Error('the servers did not start');
    return JSON.parse(value) as TestServers;
  };
  return { now: await next(), restarted: next, stop: () => stopped(child) };
}

/** The environment without servers that somebody named in it. */
export function withoutServers(): NodeJS.ProcessEnv {
  const { MONGODB_URI: _, KAFKA_BROKERS: __, ...env } = process.env;
  return env;
}

let databases = 0;

/** The address of a database that nobody else uses. */
export function freshDatabase({ mongodbUri }: TestServers): string {
  const name = `bailiwick-test-${process.pid}-${Date.now()}-${++databases}`;
  return mongodbUri!.replace(/^([^:]+:\/\/[^/?]+)\/?[^?]*/, `$1/${name}`);
}

async function stopped(child: ChildProcess): Promise<void> {
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  await ended;
}

/** `npm test` starts them while it checks types; `file` gets their line, or an error. */
async function sharedServers(file: string): Promise<TestServers> {
  for (;;) {
    const [line, end] = readFileSync(file, 'utf8').split('\n');
    if (end === undefined) {
      await sleep(100);
      continue;
    }
    const said = JSON.parse(line!) as TestServers & { readonly error?: string };
    if (said.error !== undefined) throw new Error(said.error);
    return said;
  }
}
