// `npm start`: sets up what is missing and runs the service with the sample company.
import { join } from 'node:path';
import { ensureReady, root } from './ensure.mjs';

await ensureReady();
process.argv.splice(2, 0, 'serve', '--sample', join(root, 'samples', 'company'));
await import('../dist/apps/cli/src/main.js');
