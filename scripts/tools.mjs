// Installs the optional tools that some test suites need: HiGHS for Python in a virtual environment in the user's
// cache folder, and Chromium by apt-get (as root only). Does nothing where they are there; fails when one stays missing.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

const HIGHSPY = 'highspy==1.15.1';
const venv = join(homedir(), '.cache', 'bailiwick', 'venv');
const venvPython = join(venv, 'bin', 'python');
const python = process.env.BAILIWICK_PYTHON ?? venvPython;
const chromium = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

const missing = [
  ['HiGHS for Python', hasHighs() || installHighs()],
  ['Chromium', hasChromium() || installChromium()],
].filter(([, there]) => !there);
for (const [tool] of missing) say(`${tool} is missing and could not be installed`);
process.exit(missing.length > 0 ? 1 : 0);

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
