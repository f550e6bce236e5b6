// Runs every test: static checks beside the build, then all of Jest. The last line counts them.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ensureBuilt, ensureInstalled, root } from './ensure.mjs';

const bin = (name) => join(root, 'node_modules', '.bin', name);
const results = join(root, '.cache', 'jest.json');
const count = { passed: 0, failed: 0, skipped: 0 };

const checks = [
  ['types', bin('tsc'), ['-p', 'tsconfig.json', '--noEmit']],
  ['types of the pure rooms', process.execPath, [join(root, 'scripts', 'typecheck-pure.mjs')]],
  ['lint', bin('eslint'), ['.']],
  ['format', bin('prettier'), ['--check', '--log-level', 'warn', '.']],
  ['import rules', bin('depcruise'), ['--config', '.dependency-cruiser.cjs', 'apps', 'libs']],
];

const outcome = await main().catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  count.failed++;
});
process.stdout.write(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped\n`);
process.exit(count.failed > 0 || count.passed === 0 || outcome === 1 ? 1 : 0);

async function main() {
  mkdirSync(join(root, '.cache'), { recursive: true });
  rmSync(results, { force: true });
  // Needs no packages: fetched, built and started beside everything else that comes before the tests.
  const servers = startServers();
  await ensureInstalled();
  await ensureBuilt();
  for (const [name, command, args] of checks) {
    const started = performance.now();
    const { code, output } = await capture(command, args);
    if (code === 0) count.passed++;
    else count.failed++;
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    process.stdout.write(
      `${code === 0 ? 'PASS' : 'FAIL'} ${name} (${seconds} s)\n${code === 0 ? '' : output}`,
    );
  }
  const code = await jest(await servers);
  const report = JSON.parse(readFileSync(results, 'utf8'));
  count.passed += report.numPassedTests;
  count.failed += report.numFailedTests + report.numRuntimeErrorTestSuites;
  count.skipped += report.numPendingTests + report.numTodoTests;
  listSkipped(report);
  return code;
}

/** Where the servers are that all suites share, as environment variables; none where they cannot be started. */
function startServers() {
  const { KAFKA_BROKERS, MONGODB_URI } = process.env;
  const given = { TEST_KAFKA_BROKERS: KAFKA_BROKERS ?? '', TEST_MONGODB_URI: MONGODB_URI ?? '' };
  const script = join(root, 'scripts', 'test-servers.mjs');
  if (spawnSync(process.execPath, [script, '--check']).status !== 0) return given;
  const child = spawn(process.execPath, [script, '--stop-with', String(process.pid)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((resolve) => {
    // The suites that need them then say what is wrong.
    child.on('exit', () => resolve(given));
    createInterface({ input: child.stdout }).once('line', (line) => {
      const { kafkaBrokers, mongodbUri } = JSON.parse(line);
      resolve({ TEST_KAFKA_BROKERS: kafkaBrokers, TEST_MONGODB_URI: mongodbUri });
    });
  });
}

function jest(servers) {
  const args = ['-c', 'jest.config.cjs', '--json', `--outputFile=${results}`, ...process.argv.slice(2)];
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(root, 'node_modules', 'jest', 'bin', 'jest.js'), ...args], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
      // The servers of the caller belong to the suites that ask for them, not to every process that a test starts.
      env: {
        ...process.env,
        MONGODB_URI: '',
        KAFKA_BROKERS: '',
        ...servers,
        NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --max-old-space-size=4096`,
      },
    });
    child.on('close', resolve);
  });
}

/** Names the suites that this machine lacks the tools for. */
function listSkipped(report) {
  const names = new Set();
  for (const suite of report.testResults)
    for (const test of suite.assertionResults)
      if (test.status === 'pending') names.add(test.ancestorTitles[0] ?? test.title);
  if (names.size > 0) process.stdout.write(`Skipped for want of their tools: ${[...names].join('; ')}\n`);
}

function capture(command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (c) => (output += c));
    child.stderr.on('data', (c) => (output += c));
    child.on('error', (e) => resolve({ code: 1, output: String(e) }));
    child.on('close', (code) => resolve({ code, output }));
  });
}
