import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { seededRng, type Rng } from '@bailiwick/kernel';
import { Child } from './child.js';

/** Rounds on one store before a new one is begun, so that its creation is hit as well. */
const ROUNDS = 25;
const STORES_PER_LANE = 4;
/** Opening takes about 40 calls of SQLite, a turn of the appender about 130; two points a call. */
const KILL_POINTS = 600;
/** Long enough for the thread that writes large appends to be started and to write. */
const LONGEST_LIFE_MS = 300;

interface Toll {
  kills: number;
  acknowledged: number;
}

/** One round: check what the last one left, append, die. @returns what was acknowledged */
async function round(
  dataDir: string,
  name: string,
  acknowledged: string,
  killAt: number,
  rng: Rng,
): Promise<Child> {
  const file = join(dataDir, 'acknowledged');
  await writeFile(file, acknowledged);
  const child = new Child('killed-appender.child.mjs', dataDir, name, file, String(killAt));
  await child.told('checked');
  if (killAt === 0) {
    await sleep(rng.int(LONGEST_LIFE_MS));
    child.kill();
  }
  return child;
}

/** Kills appenders of one store after another. */
async function lane(seed: number): Promise<Toll> {
  const rng = seededRng(seed);
  const toll: Toll = { kills: 0, acknowledged: 0 };
  for (let store = 0; store < STORES_PER_LANE; store++) {
    const dataDir = await mkdtemp(join(tmpdir(), 'killed-'));
    let acknowledged = '';
    for (let i = 0; i <= ROUNDS; i++) {
      // Two of three die at a chosen call, the third at any instant; the last only checks.
      const killAt = i === ROUNDS ? -1 : i % 3 === 2 ? 0 : 1 + rng.int(KILL_POINTS);
      const child = await round(dataDir, `${i}`, acknowledged, killAt, rng);
      const { lines, signal } = await child.ended;
      const wrong = lines.filter((line) => line.startsWith('WRONG'));
      expect({ seed, store, round: i, killAt, wrong }).toMatchObject({ wrong: [] });
      expect({ killAt, signal }).toEqual({ killAt, signal: i === ROUNDS ? null : 'SIGKILL' });
      const told = lines.filter((line) => line !== 'checked');
      acknowledged += `${told.join('\n')}\n`;
      toll.acknowledged += told.length;
      if (signal) toll.kills++;
    }
    await rm(dataDir, { recursive: true, force: true });
  }
  return toll;
}

test('kill -9 at hundreds of points of an append: what was acknowledged is there, never half a commit', async () => {
  const tolls = await Promise.all([lane(1), lane(2)]);
  const kills = tolls.reduce((sum, toll) => sum + toll.kills, 0);
  const acknowledged = tolls.reduce((sum, toll) => sum + toll.acknowledged, 0);
  expect(kills).toBe(2 * ROUNDS * STORES_PER_LANE);
  expect(acknowledged).toBeGreaterThan(kills);
}, 300_000);
