import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { seededRng } from '@bailiwick/kernel';
import { Child } from './child.js';

const KILLS = 12;
const LONGEST_LIFE_MS = 60;

test('kill -9 in the middle of a rebuild: the result equals the live read model', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'rebuild-'));
  const rng = seededRng(7);
  const snapshots = new Set<string>();
  try {
    for (let kill = 1; kill <= KILLS; kill++) {
      const child = new Child('rebuild.child.mjs', dataDir);
      // One in three lives to finish a rebuild, so that later ones start from its snapshot.
      await child.told(kill % 3 === 0 ? 'rebuilt' : 'checked');
      await sleep(rng.int(LONGEST_LIFE_MS));
      child.kill();
      const { lines, signal } = await child.ended;
      expect(signal).toBe('SIGKILL');
      expect(lines[0]).toBe(`equal at ${kill * 100}`);
      snapshots.add(lines[1]!);
    }
    expect(snapshots.size).toBeGreaterThan(2);
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}, 120_000);
