// What the test servers are made of, built once per recipe and kept in the user's cache folder.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withLock } from '../lock.mjs';

const recipes = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'test', 'servers');
const cache = join(homedir(), '.cache', 'bailiwick', 'servers');

const TOOLS = {
  java: ['-version', 'a Java 17 (or newer) JDK, for example: apt-get install default-jdk-headless'],
  javac: ['-version', 'a Java 17 (or newer) JDK, for example: apt-get install default-jdk-headless'],
  mvn: ['--version', 'Maven, for example: apt-get install maven'],
  go: ['version', 'Go 1.22 or newer: https://go.dev/dl'],
};

/**
 * How to make each kind of server in a copy of its recipe; `run` names what is needed again each time it starts.
 * Commands are run one after the other.
 */
const KINDS = {
  kafka: javaServer('KafkaServer.java'),
  'mongodb-java': javaServer('MongodbServer.java'),
  ferretdb: { build: ['go'], run: [], commands: [['go', 'build', '-mod=readonly', '-o', 'ferretdb', '.']] },
};

function javaServer(source) {
  const jars = ['dependency:copy-dependencies', '-DoutputDirectory=libs'];
  return {
    build: ['javac', 'mvn'],
    run: ['java'],
    commands: [
      ['mvn', '--quiet', '--batch-mode', ...jars],
      ['javac', '-cp', 'libs/*', '-d', 'classes', source],
    ],
  };
}

/** The names of the commands that `kind` needs and this machine lacks. */
export function missingTools(kind) {
  const { build, run } = KINDS[kind];
  const needed = existsSync(folder(kind)) ? run : [...run, ...build];
  return needed.filter((tool) => spawnSync(tool, [TOOLS[tool][0]], { stdio: 'ignore' }).status !== 0);
}

/** The folder of a server that is ready to run; made first where it is not there yet. */
export async function prepare(kind) {
  const missing = missingTools(kind);
  if (missing.length > 0)
    throw new Error(missing.map((t) => `${kind} needs ${t}. Install ${TOOLS[t][1]}`).join('\n'));
  const ready = folder(kind);
  if (existsSync(ready)) return ready;
  await withLock(`${ready}.lock`, () => existsSync(ready) || build(kind, ready));
  return ready;
}

/** Built beside its place and moved there when complete, so that what is there is whole. */
async function build(kind, ready) {
  process.stderr.write(`test-servers: fetching and building ${kind} (first use) …\n`);
  mkdirSync(cache, { recursive: true });
  const work = mkdtempSync(join(cache, `.${kind}-`));
  try {
    cpSync(join(recipes, kind), work, { recursive: true });
    for (const [command, ...args] of KINDS[kind].commands) await run(command, args, work);
    renameSync(work, ready);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Named by the contents of the recipe: another version lives in another folder. */
function folder(kind) {
  const hash = createHash('sha256');
  for (const file of readdirSync(join(recipes, kind)).sort()) {
    hash.update(`${file}\n`).update(readFileSync(join(recipes, kind, file)));
  }
  return join(cache, `${kind}-${hash.digest('hex').slice(0, 16)}`);
}

function run(command, args, cwd) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${command} ${args.join(' ')} ended with ${code}:\n${output}`));
    });
  });
}
