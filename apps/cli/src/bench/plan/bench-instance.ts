import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { defaultPolicy, type Policy } from '@bailiwick/contracts';
import { BailiwickError, type IsoDate } from '@bailiwick/kernel';
import { LAB_SIZES, labProblem, type LabSize, type PlanningInput, type Problem } from '@bailiwick/planning';
import type { CliIo } from '../../cli-io.js';
import { readInputs } from '../../plan/read-inputs.js';
import type { InstanceSpec } from './plan-bench.js';

const GENERATOR = fileURLToPath(new URL('../../../../../../scripts/samples.mjs', import.meta.url));
const ACCOUNTS_AN_AE = 80;
const AS_OF = '2026-10-01' as IsoDate;

/** The default policy with everything on that it leaves off: budgets, pairing ceilings, every lock, renewals. */
export const EVERYTHING_ON: Policy = {
  ...defaultPolicy,
  id: 'everything-on',
  pairing: { mode: 'soft', maxCsmsPerAe: 12, maxAesPerCsm: 40 },
  locks: { renewalWindowDays: 60, recentMoveDays: 180, healthBelow: 20, strategic: true },
  disruption: { maxAccounts: 0.03, maxArr: 0.05, maxInPerCsm: 0.25, maxOutPerCsm: 0.25, maxPerAe: 0.2 },
  weights: { ...defaultPolicy.weights, balanceRenewals: [{ beyondPoints: 40, perPoint: 0.05 }] },
};

/** ACCOUNTSxCSMS. @throws BailiwickError `bench-size` */
export function readSize(text: string): { readonly accounts: number; readonly csms: number } {
  const [accounts, csms] = text.split('x').map(Number);
  if (/^\d+x\d+$/.test(text) && accounts! >= 20 && csms! >= 6) return { accounts: accounts!, csms: csms! };
  throw new BailiwickError('bench-size', 'a size is ACCOUNTSxCSMS', {
    value: text,
    expected: 'at least 20x6, for example 1000x30',
  });
}

/** The lab's instance of that size. @throws BailiwickError `bench-size` */
export function labInstance({ accounts, csms, seed }: InstanceSpec): Problem {
  const name = Object.entries(LAB_SIZES).find(([, s]) => s.accounts === accounts && s.csms === csms)?.[0];
  if (name !== undefined) return labProblem(name as LabSize, seed);
  throw new BailiwickError('bench-size', 'the lab has no instance of this size', {
    value: `${accounts}x${csms}`,
    expected: Object.values(LAB_SIZES)
      .map((s) => `${s.accounts}x${s.csms}`)
      .join(', '),
    hint: 'Maybe with --instance company.',
  });
}

/** Writes the files of a sample company of that size. @param flags further ones of `scripts/samples.mjs` */
export async function writeSampleCompany(
  { accounts, csms, seed }: Pick<InstanceSpec, 'accounts' | 'csms' | 'seed'>,
  folder: string,
  flags: readonly string[] = [],
): Promise<void> {
  const aes = Math.max(3, Math.round(accounts / ACCOUNTS_AN_AE));
  const size = Object.entries({ accounts, csms, aes, seed });
  const sizes = size.flatMap(([name, value]) => [`--${name}`, String(value)]);
  await promisify(execFile)(process.execPath, [GENERATOR, ...sizes, ...flags, '--out', folder]);
}

/** A sample company of that size, read from files as a plan reads them, under a policy with everything on. */
export async function companyInstance({ accounts, csms, seed }: InstanceSpec): Promise<PlanningInput> {
  const folder = await mkdtemp(join(tmpdir(), 'bailiwick-bench-'));
  try {
    await writeSampleCompany({ accounts, csms, seed }, folder, ['--no-events']);
    const file = (name: string): string => join(folder, `${name}.csv`);
    const files = { accounts: file('accounts'), csms: file('csms'), aes: file('aes') };
    const { input, problems } = await readInputs(files, AS_OF, false, quietIo);
    if (input) return { ...input, policy: EVERYTHING_ON };
    throw new BailiwickError('bench-company', problems.map(({ message }) => message).join('; '));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const quietIo: CliIo = { stdout: () => undefined, stderr: () => undefined, readFile };
