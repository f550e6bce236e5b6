import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { makeCompany } from '../samples/generator/company.mjs';
import { eventsNdjson } from '../samples/generator/events.mjs';
import { readme } from '../samples/generator/readme.mjs';
import { accountsCsv, aesCsv, csmsCsv } from '../samples/generator/tables.mjs';

const HELP = `Usage: node scripts/samples.mjs [--accounts 2500] [--csms 60] [--aes 40] [--seed 1] [--out DIR] [--no-events]

Writes the sample company (samples/company) or one of another size: accounts.csv, csms.csv, aes.csv, events.ndjson
and README.md. The same seed gives the same bytes.`;

const LEAST = { accounts: 20, csms: 6, aes: 3, seed: 0 };
const root = fileURLToPath(new URL('..', import.meta.url));

function options() {
  const { values } = parseArgs({
    options: {
      accounts: { type: 'string', default: '2500' },
      csms: { type: 'string', default: '60' },
      aes: { type: 'string', default: '40' },
      seed: { type: 'string', default: '1' },
      out: { type: 'string', default: join(root, 'samples/company') },
      'no-events': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const size = Object.fromEntries(
    Object.entries(LEAST).map(([name, least]) => {
      const n = Number(values[name]);
      if (!Number.isInteger(n) || n < least || n > 1_000_000)
        throw new Error(`--${name} ${values[name]}: expected a whole number from ${least} to 1000000`);
      return [name, n];
    }),
  );
  return { size, out: resolve(values.out), events: !values['no-events'], help: values.help };
}

function main() {
  const { size, out, events, help } = options();
  if (help) return console.log(HELP);
  const company = makeCompany(size);
  mkdirSync(out, { recursive: true });
  const write = (name, text) => writeFileSync(join(out, name), text);
  write('accounts.csv', accountsCsv(company.accounts));
  write('csms.csv', csmsCsv([...company.people, ...company.desks]));
  write('aes.csv', aesCsv(company.aes));
  const history = events ? eventsNdjson(company, size.seed) : undefined;
  if (history !== undefined) write('events.ndjson', history);
  write('README.md', readme(company, size, history && { lines: history.split('\n').length - 1 }));
  console.error(
    `${company.accounts.length} accounts, ${company.people.length + company.desks.length} CSMs, ${company.aes.length} AEs in ${out}`,
  );
}

try {
  main();
} catch (error) {
  console.error(error instanceof Error && error.message.startsWith('--') ? error.message : error);
  console.error(HELP);
  process.exitCode = 2;
}
