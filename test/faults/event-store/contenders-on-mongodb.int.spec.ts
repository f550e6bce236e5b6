import { everyEventAsStored, openMongoEventStore } from '@bailiwick/event-store';
import { describeWith } from '../../support/needs.js';
import { freshDatabase, mongodb, useServer } from '../../support/servers.js';
import { Child } from './child.js';

const MS = 8_000;
/** A turn takes some tenths of a second; whoever is kept out waits for most of the time. */
const LONGEST_TURN_MS = MS / 4;

describeWith(
  mongodb,
  'two processes that write to one log on MongoDB without a pause, one of them under a lease',
  () => {
    const server = useServer('mongodb');

    it.each([
      ['as much', 20],
      ['ten times as much', 200],
    ])('each have their turns when the other one writes %s at a time', async (_, size) => {
      const uri = freshDatabase(server.now());
      const contender = (how: string, count: number): Child =>
        new Child('contender.child.mjs', uri, how, how, String(count), String(MS));
      const children = [contender('lease', 20), contender('plain', size)];
      await Promise.all(children.map((child) => child.told('ready')));
      for (const child of children) child.go();
      const ends = await Promise.all(children.map((child) => child.ended));
      const longest = ends.map(({ lines }) => Math.max(...(JSON.parse(lines.at(-1)!) as number[])));
      expect(Math.max(...longest)).toBeLessThan(LONGEST_TURN_MS);

      const clock = { now: () => Date.now(), monotonic: () => performance.now() };
      const ids = { next: () => 'none' };
      const log = await openMongoEventStore({ mongodbUri: uri, clock, ids, registry: everyEventAsStored });
      expect(await log.verifyChain()).toMatchObject({ ok: true });
      await log.close();
    });
  },
);
