// Decides accounts by compiled rules and by json-rules-engine, in turns, in one process.
// node bench/tiering.mjs [accounts] (default 20000; needs a build)
import { defaultRuleSet } from '../dist/libs/contracts/src/index.js';
import {
  checkRuleSet,
  compileRuleSet,
  explainAccount,
  tierAccounts,
} from '../dist/libs/tiering/src/index.js';
import { seededRng } from '../dist/libs/kernel/src/index.js';

const count = Number(process.argv[2] ?? 20_000);
const ROUNDS = 5;
const rng = seededRng(1);
const accounts = Array.from({ length: count }, (_, i) => ({
  accountId: `A${i}`,
  arr: Math.round(10 ** (3 + 3 * rng.next())),
  strategic: rng.int(20) === 0,
  complexity: 1 + rng.int(5),
  tier: ['high', 'low', 'tech'][rng.int(3)],
}));
const ruleSet = checkRuleSet(defaultRuleSet);
const compiled = compileRuleSet(ruleSet);

const ways = {
  'one by one, compiled': async () => {
    for (const account of accounts) compiled.decide(account, { previousTier: account.tier, mode: 'service' });
  },
  'one by one with trace, compiled': async () => {
    for (const account of accounts)
      compiled.decide(account, { previousTier: account.tier, mode: 'service', trace: true });
  },
  'in bulk, compiled': () => tierAccounts(ruleSet, accounts, { mode: 'service' }),
  'one by one with trace and words, json-rules-engine': async () => {
    for (const account of accounts.slice(0, count / 20))
      await explainAccount(ruleSet, account, { mode: 'service' });
  },
};
const times = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
for (let round = 0; round < ROUNDS; round++)
  for (const [name, run] of Object.entries(ways)) {
    const before = process.cpuUsage();
    await run();
    const { user, system } = process.cpuUsage(before);
    times[name].push((user + system) / (name.endsWith('engine') ? count / 20 : count));
  }
for (const [name, all] of Object.entries(times))
  console.log(`${name.padEnd(52)} ${all.sort((a, b) => a - b)[ROUNDS >> 1].toFixed(2)} µs of processor time`);
