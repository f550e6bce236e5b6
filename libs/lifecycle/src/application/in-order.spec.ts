import { setImmediate as nextTurn } from 'node:timers/promises';
import { inOrder, windowsOf } from './in-order.js';

async function collected<T>(results: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const result of results) all.push(result);
  return all;
}

/** Work that ends when it is told to. */
function workshop() {
  const ends = new Map<number, (failure?: Error) => void>();
  const begun: number[] = [];
  const work = (item: number): Promise<number> => {
    begun.push(item);
    return new Promise((resolve, reject) => {
      ends.set(item, (failure) => (failure ? reject(failure) : resolve(item * 10)));
    });
  };
  const end = async (item: number, failure?: Error): Promise<void> => {
    ends.get(item)!(failure);
    for (let i = 0; i < 3; i++) await nextTurn();
  };
  return { work, begun, end };
}

describe('work on some items at a time', () => {
  it('gives results in the order of the items, whichever ends first, and begins no more than it may', async () => {
    const { work, begun, end } = workshop();
    const results: number[] = [];
    const all = (async () => {
      for await (const result of inOrder([1, 2, 3, 4], work, 2)) results.push(result);
    })();
    await nextTurn();
    await nextTurn();
    expect(begun).toEqual([1, 2]);
    await end(2);
    expect([begun, results]).toEqual([[1, 2], []]);
    await end(1);
    expect([begun, results]).toEqual([
      [1, 2, 3, 4],
      [10, 20],
    ]);
    await end(4);
    await end(3);
    await all;
    expect(results).toEqual([10, 20, 30, 40]);
  });

  it('fails with the work, after the results before it and when everything begun has ended', async () => {
    const { work, end } = workshop();
    const results: number[] = [];
    let ended = false;
    const all = (async () => {
      for await (const result of inOrder([1, 2, 3], work, 3)) results.push(result);
    })().finally(() => (ended = true));
    all.catch(() => undefined);
    for (let i = 0; i < 5; i++) await nextTurn();
    await end(2, new Error('full'));
    await end(1);
    expect([results, ended]).toEqual([[10], false]);
    await end(3);
    await expect(all).rejects.toThrow('full');
    expect(results).toEqual([10]);
  });

  it('gives every result of what came before its source failed', async () => {
    const broken = async function* (): AsyncGenerator<number> {
      yield 1;
      yield 2;
      throw new Error('cut off');
    };
    const results: number[] = [];
    const all = (async () => {
      for await (const result of inOrder(broken(), async (n) => nextTurn(n), 4)) results.push(result);
    })();
    await expect(all).rejects.toThrow('cut off');
    expect(results).toEqual([1, 2]);
  });

  it('closes its source, and waits for what was begun, when nobody wants more', async () => {
    let [closed, done] = [false, 0];
    const source = async function* (): AsyncGenerator<number> {
      try {
        for (let n = 1; ; n++) yield n;
      } finally {
        closed = true;
      }
    };
    const work = async (n: number): Promise<number> => {
      await nextTurn();
      done++;
      return n;
    };
    for await (const result of inOrder(source(), work, 3)) {
      expect(result).toBe(1);
      break;
    }
    await nextTurn();
    expect([closed, done]).toEqual([true, 3]);
  });

  it('takes windows of a list', async () => {
    expect(await collected(inOrder(windowsOf([1, 2, 3, 4, 5], 2), async (some) => some))).toEqual([
      [1, 2],
      [3, 4],
      [5],
    ]);
  });
});
