import { setImmediate as nextTurn } from 'node:timers/promises';
import { HandRoom } from './hand-room.js';

describe('HandRoom', () => {
  const room = new HandRoom(10);
  const entered: string[] = [];
  const ask = (name: string, count: number): void => void room.enter(count).then(() => entered.push(name));

  it('lets batches in side by side as long as they fit, and nobody past one who waits', async () => {
    ask('a', 4);
    ask('b', 6);
    ask('c', 5);
    ask('d', 1);
    await nextTurn();
    expect(entered).toEqual(['a', 'b']);
    room.leave(4);
    await nextTurn();
    expect(entered).toEqual(['a', 'b']);
    room.leave(6);
    await nextTurn();
    expect(entered).toEqual(['a', 'b', 'c', 'd']);
  });

  it('lets what is larger than itself in when it is empty', async () => {
    ask('large', 11);
    room.leave(5);
    await nextTurn();
    expect(entered).not.toContain('large');
    room.leave(1);
    await nextTurn();
    expect(entered).toContain('large');
  });
});
