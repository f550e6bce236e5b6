import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { repository } from './cli.js';
import type { Tool } from './needs.js';

/** Where the servers are, as scripts/test-servers.mjs says it. */
export interface TestServers {
  readonly kafkaBrokers?: string;
  readonly mongodbUri?: string;
  /** By TLS; only with `--secure`. Certificates and keys are PEM. */
  readonly secureKafka?: {
    readonly brokers: string;
    readonly ca: string;
    readonly kafkaUsername: string;
    readonly kafkaPassword: string;
    /** Brokers that want no password but a certificate. */
    readonly mutual: { readonly brokers: string; readonly cert: string; readonly key: string };
    /** Brokers whose own certificate is past its time. */
    readonly expired: { readonly brokers: string; readonly ca: string; readonly key: string };
  };
  /** Processes by name; none for servers that were there before. */
  readonly pids: Readonly<Record<string, number>>;
}

/** Servers of a suite's own. */
interface OwnServers {
  readonly now: TestServers;
  restarted(): Promise<TestServers>;
  stop(): Promise<void>;
}

const script = join(repository, 'scripts', 'test-servers.mjs');
/** Servers that were never used here are fetched and built first. */
const START_MS = 600_000;

const server = (name: string, args: readonly string[], shared = ''): Tool => ({
  name,
  hint: `Maybe run: node scripts/test-servers.mjs ${args.join(' ')}`,
  available: () =>
    Boolean(process.env[shared]) || spawnSync(process.execPath, [script, '--check', ...args]).status === 0,
});

/** mongo-java-server, or what `MONGODB_URI` names: shared by all suites. */
export const mongodb = server('a MongoDB-protocol server', ['--only', 'mongodb'], 'TEST_MONGODB_URI');
/** One broker, or what `KAFKA_BROKERS` names: shared by all suites. */
export const kafka = server('Kafka', ['--only', 'kafka'], 'TEST_KAFKA_BROKERS');
/** One that wants TLS, with a password or a certificate: never shared. */
export const secureKafka: Tool = {
  name: 'Kafka with TLS',
  hint: 'Maybe run: apt-get install openssl; node scripts/test-servers.mjs --only kafka --secure',
  available: () => spawnSync('openssl', ['version']).status === 0 && kafka.available(),
};
/** Durable, and so for suites that kill it: never shared. */
export const ferretdb = server('FerretDB', ['--only', 'mongodb', '--mongodb', 'ferretdb']);

/** The server that `npm test` started for all suites, or else one for this suite alone. Call it in `describe`. */
export function useServer(which: 'kafka' | 'mongodb'): { now(): TestServers } {
  const { TEST_KAFKA_BROKERS: kafkaBrokers, TEST_MONGODB_URI: mongodbUri } = process.env;
  const shared = {
    ...(kafkaBrokers ? { kafkaBrokers } : {}),
    ...(mongodbUri ? { mongodbUri } : {}),
    pids: {},
  };
  const isThere = which === 'kafka' ? kafkaBrokers : mongodbUri;
  return useOwnServers(['--only', which], isThere ? shared : undefined);
}

/** Servers for this suite alone, unless they are given. Call it in `describe`. */
export function useOwnServers(
  args: readonly string[],
  given?: TestServers,
  env?: NodeJS.ProcessEnv,
): {
  now(): TestServers;
  /** Where they are after one of them was killed; ask before. See `--restart`. */
  restarted(): Promise<TestServers>;
} {
  let own: OwnServers | undefined;
  beforeAll(async () => {
    if (!given) own = await startServers(args, env);
  }, START_MS);
  afterAll(() => own?.stop());
  return {
    now: () => given ?? own!.now,
    restarted: async () => {
      const now = await own!.restarted();
      own = { ...own!, now };
      return now;
    },
  };
}

/** Starts servers that nobody else uses; they end with this process. */
async function startServers(args: readonly string[], env = process.env): Promise<OwnServers> {
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
