import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CliIo } from '../cli-io.js';
import { type GapReport, runGapBench } from './gap/run-gap-bench.js';
import { labInstance, readSize } from './plan/bench-instance.js';
import { pythonWith, readPeers } from './plan/peers.js';

// Three jobs, two agents: the cheapest that fits is 1 + 2 + 6.
const TINY = '2 3\n1 2 9\n4 5 6\n7 8 9\n10 11 12\n16 21\n';

function recorder(files: Readonly<Record<string, string>>): { io: CliIo; printed: () => string } {
  let printed = '';
  const io: CliIo = {
    stdout: (text) => void (printed += text),
    stderr: () => undefined,
    readFile: (path) => Promise.resolve(Buffer.from(files[path] ?? '')),
  };
  return { io, printed: () => printed };
}

describe('bench gap', () => {
  const flags = { timeLimit: 20, seed: 1, threads: 1, json: false };
  let folder: string;
  beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'bailiwick-test-'))));
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('solves a file, compares with the best known, prints a table and writes JSON', async () => {
    const { io, printed } = recorder({ '/x/tiny': TINY });
    const out = join(folder, 'gap.json');
    await runGapBench(['/x/tiny'], { ...flags, out, best: new Map([['tiny', 9]]) }, io);
    expect(printed()).toMatch(/tiny +2 +3 +9 +9 +0\.000% +9 +0\.000%/);
    const { instances } = JSON.parse(await readFile(out, 'utf8')) as GapReport;
    expect(instances).toEqual([expect.objectContaining({ name: 'tiny', objective: 9, feasible: true })]);
    // A bound is below what it proves by what rounding may have added.
    expect(instances[0]!.bound).toBeLessThanOrEqual(9);
    expect(instances[0]!.bound).toBeCloseTo(9, 9);
    expect(instances[0]!.gap).toBeCloseTo(0, 9);
  }, 60_000);

  it('refuses a best cost that the bound contradicts, and a file that is cut short', async () => {
    const { io } = recorder({ '/x/tiny': TINY, '/x/short': TINY.slice(0, 20) });
    const wrong = { ...flags, best: new Map([['tiny', 8]]) };
    await expect(runGapBench(['/x/tiny'], wrong, io)).rejects.toThrow(/above the best cost known/);
    await expect(runGapBench(['/x/short'], flags, io)).rejects.toThrow(/wrong count of numbers/);
  }, 60_000);
});

describe('bench plan', () => {
  it('reads sizes and peers, and says what there is', () => {
    expect(readSize('1000x30')).toEqual({ accounts: 1000, csms: 30 });
    expect(() => readSize('1000')).toThrow(/ACCOUNTSxCSMS/);
    expect(readPeers(['cpsat', 'highs'])).toEqual(['cpsat', 'highs']);
    expect(() => readPeers(['gurobi'])).toThrow(/no peer gurobi/);
    const instance = { kind: 'lab', accounts: 201, csms: 10, seed: 1 } as const;
    expect(() => labInstance(instance)).toThrow(/no instance of this size/);
  });

  it('tells why there is no Python instead of failing', async () => {
    expect(await pythonWith(['highs'], '/dev/null/nowhere')).toEqual({ why: expect.any(String) });
  });
});
