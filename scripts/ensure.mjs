// Makes a fresh clone ready: installs what is missing and builds what is stale. Uses nothing but Node.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withLock } from './lock.mjs';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const installMark = join(root, 'node_modules', '.bailiwick-installed');
const buildMark = join(root, 'dist', '.bailiwick-built');
const lock = join(root, '.cache', 'setup.lock');

const MINIMUM_NODE = [20, 19];

/** Installs and builds where needed; says on stderr what it does. */
export async function ensureReady() {
  checkNode();
  if (isInstalled() && isBuilt()) return;
  await withLock(lock, async () => {
    await ensureInstalled();
    await ensureBuilt();
  });
}

export async function ensureInstalled() {
  if (isInstalled()) return;
  say('installing packages (first use) …');
  await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error', '--include=dev']);
  writeFileSync(installMark, lockHash());
}

export async function ensureBuilt({ force = false } = {}) {
  if (!force && isBuilt()) return;
  say('building …');
  const print = sourcePrint();
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  await run(
    process.execPath,
    [join(root, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js'), 'build', '--all'],
    { quiet: true },
  );
  mkdirSync(dirname(buildMark), { recursive: true });
  writeFileSync(buildMark, print);
}

function isInstalled() {
  return existsSync(installMark) && readFileSync(installMark, 'utf8') === lockHash();
}

function isBuilt() {
  return existsSync(buildMark) && readFileSync(buildMark, 'utf8') === sourcePrint();
}

function lockHash() {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
}

/** A fingerprint of every source file's path, size and time of change: reads no contents, so it takes milliseconds. */
function sourcePrint() {
  const hash = createHash('sha256');
  const visit = (path) => {
    for (const entry of readdirSync(path, { withFileTypes: true }).sort((a, b) =>
      a.name < b.name ? -1 : 1,
    )) {
      const at = join(path, entry.name);
      if (entry.isDirectory()) visit(at);
      else if (/\.(ts|json)$/.test(entry.name) && !/\.spec\.ts$/.test(entry.name)) add(at);
    }
  };
  const add = (at) => {
    const { size, mtimeMs } = statSync(at);
    hash.update(`${relative(root, at)}|${size}|${mtimeMs}\n`);
  };
  visit(join(root, 'apps'));
  visit(join(root, 'libs'));
  for (const file of ['package.json', 'tsconfig.json', 'nest-cli.json']) add(join(root, file));
  return hash.digest('hex');
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > MINIMUM_NODE[0] || (major === MINIMUM_NODE[0] && minor >= MINIMUM_NODE[1])) return;
  say(`Node ${process.versions.node} is too old: expected ${MINIMUM_NODE.join('.')} or newer`);
  process.exit(1);
}

/** Runs a command in the repository; its output goes to stderr (with `quiet` only if it fails). */
export function run(command, args, { quiet = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    });
    let output = '';
    const take = (chunk) => (quiet ? (output += chunk) : process.stderr.write(chunk));
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) return resolve();
      process.stderr.write(output);
      reject(new Error(`${command} ${args.join(' ')} ended with ${code}`));
    });
  });
}

function say(text) {
  process.stderr.write(`bailiwick: ${text}\n`);
}
