import type { NoteContent } from '../domain/note-store.port.js';
import type { WithLog } from './event-store.contract.js';

const note = (key: string, rank: number, text = key): NoteContent => ({ key, rank, text });

export function notesContract(withLog: WithLog): void {
  test(
    'a note is seen by everyone, as it was written last',
    withLog(async ({ open }) => {
      const [here, there] = [await open(), await open()];
      expect(await here.notes.load('b', 'k')).toBeUndefined();
      expect(await here.notes.save('b', note('k', 1, 'ä "one"\n'), 0)).toBe(true);
      expect(await there.notes.load('b', 'k')).toEqual({ key: 'k', rank: 1, text: 'ä "one"\n', version: 1 });
      expect(await there.notes.save('b', note('k', 1_790_000_000_000, ''), 1)).toBe(true);
      const written = { key: 'k', rank: 1_790_000_000_000, text: '', version: 2 };
      expect(await here.notes.load('b', 'k')).toEqual(written);
    }),
  );

  test(
    'a note is written by who knows its present version, and by nobody else',
    withLog(async ({ open }) => {
      const { notes } = await open();
      expect(await notes.save('b', note('k', 1), 1)).toBe(false);
      expect(await notes.save('b', note('k', 1), 0)).toBe(true);
      for (const wrong of [0, 2]) expect(await notes.save('b', note('k', 2, 'wrong'), wrong)).toBe(false);
      expect(await notes.load('b', 'k')).toMatchObject({ rank: 1, text: 'k', version: 1 });
    }),
  );

  test(
    'of several who write at a time one is first, for a new note and for one that is there',
    withLog(async ({ open }) => {
      const stores = [await open(), await open()];
      for (const expected of [0, 1, 2]) {
        const writers = Array.from({ length: 8 }, (_, i) => ({ notes: stores[i % 2]!.notes, text: `w${i}` }));
        const won = await Promise.all(
          writers.map(({ notes, text }) => notes.save('b', note('k', 1, text), expected)),
        );
        expect(won.filter(Boolean)).toHaveLength(1);
        const { text } = writers[won.indexOf(true)]!;
        expect(await stores[0]!.notes.load('b', 'k')).toMatchObject({ text, version: expected + 1 });
      }
    }),
  );

  test(
    'the notes of a book are listed by rank and removed up to one, and other books are left alone',
    withLog(async ({ open }) => {
      const { notes } = await open();
      for (const rank of [9, 100, 20, 3]) await notes.save('b', note(`k${rank}`, rank), 0);
      await notes.save('bb', note('k9', 1), 0);
      const ranks = async (limit: number): Promise<number[]> =>
        (await notes.list('b', limit)).map(({ rank }) => rank);
      expect(await ranks(9)).toEqual([100, 20, 9, 3]);
      expect(await ranks(2)).toEqual([100, 20]);
      await notes.save('b', note('k9', 30), 1);
      expect(await ranks(9)).toEqual([100, 30, 20, 3]);
      await notes.remove('b', 20);
      expect(await ranks(9)).toEqual([100, 30]);
      expect(await notes.save('b', note('k3', 3), 0)).toBe(true);
      await notes.remove('b');
      expect([await ranks(9), await notes.list('none', 1)]).toEqual([[], []]);
      expect(await notes.list('bb', 9)).toHaveLength(1);
    }),
  );
}
