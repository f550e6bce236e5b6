// Type-checks kernel/ and every domain/ without Node's and the DOM's types. The program also contains the adapters that
// a lib's index.ts reaches; they may use Node, so only what is said of the pure rooms counts.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './ensure.mjs';

const { stdout } = spawnSync(
  process.execPath,
  [
    join(root, 'node_modules', 'typescript', 'bin', 'tsc'),
    '-p',
    'tsconfig.pure.json',
    '--noEmit',
    '--pretty',
    'false',
  ],
  { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
);
const faults = stdout
  .split('\n')
  .filter((line) => /^libs\/(kernel\/src|[^/]+\/src\/domain)\/.*error TS/.test(line));
const unreadable = stdout.split('\n').filter((line) => /^error TS/.test(line));
for (const line of [...faults, ...unreadable]) process.stdout.write(`${line}\n`);
process.exitCode = faults.length + unreadable.length > 0 ? 1 : 0;
