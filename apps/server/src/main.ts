// The service alone, configured by the environment; `bailiwick serve` is the same with flags and a welcome.
import { describeProblem, InvalidInputError } from '@bailiwick/kernel';
import { startServer } from './bootstrap.js';
import { loadConfig } from './config/load-config.js';

try {
  const { config, warnings } = loadConfig({ env: process.env });
  for (const w of warnings) process.stderr.write(`warning: ${describeProblem(w)}\n`);
  const server = await startServer(config, process.env['npm_package_version'] ?? '0');
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void server.close());
} catch (error) {
  const problems =
    error instanceof InvalidInputError ? error.problems : [{ code: 'start-failed', message: String(error) }];
  for (const p of problems) process.stderr.write(`error: ${describeProblem(p)}\n`);
  process.exitCode = 1;
}
