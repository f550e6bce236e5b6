// Starts a real Kafka and a server that speaks MongoDB's protocol on free ports, without containers. Prints one line of
// JSON when both answer, runs until SIGTERM, and leaves nothing behind. See `--help`.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setInterval, setTimeout } from 'node:timers';
import { parseArgs } from 'node:util';
import { missingTools, prepare } from './test-servers/cache.mjs';
import { untilReady } from './test-servers/child.mjs';
import { kafka } from './test-servers/kafka.mjs';
import { MONGODB_SERVERS, mongodb, mongodbRecipe } from './test-servers/mongodb.mjs';

const HELP = `node scripts/test-servers.mjs [options]
  --only kafka|mongodb       start one of the two
  --kafka-nodes 1|3          brokers, each a process (1)
  --secure                   brokers also listen by TLS, with SASL or certificates; needs openssl
  --mongodb java|ferretdb    mongo-java-server: fast, loses writes when killed; FerretDB: durable, slow (java)
  --change-streams           let mongo-java-server offer change streams, which makes it slower
  --restart                  start a server that was killed again, on its port and with its data
  --down SECONDS             … so long after it was killed (0)
  --stop-with PID            stop when that process ends
  --prepare                  only fetch and build what is missing
  --check                    only say (exit code 0) whether they could be started here
KAFKA_BROKERS and MONGODB_URI name servers that are there already; they are printed instead.
One line of JSON on stdout: {"kafkaBrokers":"…","mongodbUri":"…","pids":{"NAME":…}}; another one after each restart.
`;
const ATTEMPTS = 3;

const options = readOptions();
const wanted = ['kafka', 'mongodb'].filter((name) => !options.only || options.only === name);
const given = {
  ...(wanted.includes('kafka') && process.env.KAFKA_BROKERS
    ? { kafkaBrokers: process.env.KAFKA_BROKERS }
    : {}),
  ...(wanted.includes('mongodb') && process.env.MONGODB_URI ? { mongodbUri: process.env.MONGODB_URI } : {}),
};
const recipes = [
  ...(wanted.includes('kafka') && !given.kafkaBrokers ? ['kafka'] : []),
  ...(wanted.includes('mongodb') && !given.mongodbUri ? [mongodbRecipe(options.mongodb)] : []),
];
const running = new Map();
let directory;
let stopping = false;

try {
  if (options.check) process.exit(recipes.some((recipe) => missingTools(recipe).length > 0) ? 1 : 0);
  if (options.prepare) await Promise.all(recipes.map(prepare));
  else await serve();
} catch (error) {
  process.stderr.write(`test-servers: ${error.message}\n`);
  stop(1);
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      'kafka-nodes': { type: 'string', default: '1' },
      mongodb: { type: 'string', default: 'java' },
      secure: { type: 'boolean', default: false },
      'change-streams': { type: 'boolean', default: false },
      restart: { type: 'boolean', default: false },
      down: { type: 'string', default: '0' },
      'stop-with': { type: 'string' },
      prepare: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    process.exit(0);
  }
  demand('only', values.only, [undefined, 'kafka', 'mongodb']);
  demand('mongodb', values.mongodb, MONGODB_SERVERS);
  demand('kafka-nodes', values['kafka-nodes'], ['1', '3']);
  return values;
}

function demand(name, value, allowed) {
  if (allowed.includes(value)) return;
  process.stderr.write(
    `test-servers: --${name} is ${value}; expected ${allowed.filter(Boolean).join(' or ')}\n`,
  );
  process.exit(2);
}

async function serve() {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.once(signal, () => stop(0));
  if (options['stop-with']) watch(Number(options['stop-with']));
  directory = mkdtempSync(join(tmpdir(), 'bailiwick-servers-'));
  const addresses = await Promise.all([
    ...(recipes.includes('kafka')
      ? [start(() => kafka(directory, Number(options['kafka-nodes']), options.secure))]
      : []),
    ...(recipes.some((recipe) => recipe !== 'kafka')
      ? [start(() => mongodb(directory, options.mongodb, options['change-streams']))]
      : []),
  ]);
  const address = Object.assign({}, given, ...addresses);
  announce(address);
  for (const server of running.keys()) void keep(server, address);
  // Where both were given nothing else keeps the process alive.
  setInterval(() => undefined, 60_000);
}

/** Somebody else may take a free port before the server does: then others are tried. */
async function start(plan) {
  for (let attempt = 1; ; attempt++) {
    const { address, servers } = await plan();
    const children = servers.map((server) => ({ server, child: server.start() }));
    for (const { server, child } of children) running.set(server, child);
    try {
      await Promise.all(children.map(({ server, child }) => untilReady(server.name, child, server.isReady)));
      return address;
    } catch (error) {
      for (const { server, child } of children) {
        running.delete(server);
        child.kill();
      }
      if (attempt === ATTEMPTS || stopping) throw error;
    }
  }
}

/** Watches a server that runs: starts it again, or gives up with it. */
async function keep(server, address) {
  for (;;) {
    const how = await running.get(server).exited;
    if (stopping) return;
    process.stderr.write(`test-servers: ${server.name} ${how}\n`);
    if (!options.restart) return stop(1);
    await new Promise((resolve) => setTimeout(resolve, 1_000 * Number(options.down)));
    if (stopping) return;
    const child = server.start();
    running.set(server, child);
    await untilReady(server.name, child, server.isReady).catch(() => child.kill());
    announce(address);
  }
}

function announce(address) {
  const pids = Object.fromEntries([...running].map(([{ name }, { pid }]) => [name, pid]));
  process.stdout.write(`${JSON.stringify({ ...address, pids })}\n`);
}

function watch(pid) {
  setInterval(() => {
    try {
      process.kill(pid, 0);
    } catch {
      stop(0);
    }
  }, 500);
}

/** Killed rather than asked: nothing of their data is kept. */
function stop(code) {
  stopping = true;
  for (const child of running.values()) child.kill();
  void Promise.all([...running.values()].map((child) => child.exited)).then(() => {
    if (directory) rmSync(directory, { recursive: true, force: true });
    process.exit(code);
  });
}
