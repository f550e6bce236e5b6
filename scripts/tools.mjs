// Installs the optional tools that some test suites need: HiGHS for Python in a virtual environment and the servers of
// scripts/test-servers.mjs, both in the user's cache folder; Chromium, a JDK, Maven and kcat by apt-get (as root only).
// Does nothing where they are there; fails when one stays missing.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HIGHSPY = 'highspy==1.15.1';
const venv = join(homedir(), '.cache', 'bailiwick', 'venv');
const venvPython = join(venv, 'bin', 'python');
const python = process.env.BAILIWICK_PYTHON ?? venvPython;
const chromium = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

const script = fileURLToPath(new URL('test-servers.mjs', import.meta.url));

// Beside everything else: what is fetched and built for the servers.
const servers = hasJava() || installJava() ? prepareServers() : Promise.resolve(false);
buildFerretDb();
const missing = [
  ['kcat', has('kcat', '-V') || (apt('kcat') && has('kcat', '-V'))],
  ['HiGHS for Python', hasHighs() || installHighs()],
  ['Chromium', hasChromium() || installChromium()],
  ['Java, Maven or what the test servers are made of', await servers],
].filter(([, there]) => !there);
for (const [tool] of missing) say(`${tool} is missing and could not be installed`);
process.exit(missing.length > 0 ? 1 : 0);

function hasJava() {
  return has('javac', '-version') && has('mvn', '--version');
}

function installJava() {
  return apt('default-jdk-headless', 'maven') && hasJava();
}

function has(command, argument) {
  return run(command, [argument], { quiet: true });
}

/** Kafka and mongo-java-server; true when they are ready to run. */
function prepareServers() {
  return new Promise((resolve) => {
    spawn(process.execPath, [script, '--prepare'], { stdio: ['ignore', 2, 2] }).on('exit', (code) =>
      resolve(code === 0),
    );
  });
}

/** Minutes, the first time; it goes on beside the tests, and the suite that needs it waits for it. */
function buildFerretDb() {
  const args = [script, '--prepare', '--only', 'mongodb', '--mongodb', 'ferretdb'];
  spawn(process.execPath, args, { stdio: 'ignore', detached: true }).unref();
}

function hasHighs() {
  return existsSync(python) && run(python, ['-c', 'import highspy'], { quiet: true });
}

function installHighs() {
  if (process.env.BAILIWICK_PYTHON) return false;
  if (!makeVenv() && !(apt('python3', 'python3-venv') && makeVenv())) return false;
  run(venvPython, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', HIGHSPY]);
  return hasHighs();
}

function makeVenv() {
  if (existsSync(venvPython) && run(venvPython, ['-m', 'pip', '--version'], { quiet: true })) return true;
  rmSync(venv, { recursive: true, force: true });
  mkdirSync(dirname(venv), { recursive: true });
  say('making a Python environment …');
  return run('python3', ['-m', 'venv', venv], { quiet: true });
}

function hasChromium() {
  const given = process.env.BAILIWICK_CHROMIUM;
  return given ? existsSync(given) : chromium.some((name) => run(name, ['--version'], { quiet: true }));
}

function installChromium() {
  return !process.env.BAILIWICK_CHROMIUM && apt('chromium') && hasChromium();
}

function apt(...packages) {
  if (process.getuid?.() !== 0) {
    say(`not root: cannot install ${packages.join(', ')}`);
    return false;
  }
  say(`installing ${packages.join(', ')} …`);
  const install = ['install', '--yes', '--quiet', '--no-install-recommends', ...packages];
  return run('apt-get', install) || (run('apt-get', ['update', '--quiet']) && run('apt-get', install));
}

function run(command, args, { quiet = false } = {}) {
  // Tools talk to stderr: stdout belongs to whoever counts tests.
  const stdio = quiet ? 'ignore' : ['ignore', 2, 2];
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync(command, args, { stdio, env }).status === 0;
}

function say(text) {
  process.stderr.write(`${text}\n`);
}
