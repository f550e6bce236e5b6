import { ManualClock } from '../../testing/test-dependencies.js';
import { PoliteTurns } from './polite-turns.js';

const WRITE_MS = 4;

describe('turns of a process that writes without end', () => {
  let clock: ManualClock;
  let turns: PoliteTurns;

  beforeEach(() => {
    clock = new ManualClock(0);
    turns = new PoliteTurns(clock);
  });

  /** @returns how long it paused before each of so many writes */
  function writes(count: number, betweenMs = 0): number[] {
    return Array.from({ length: count }, () => {
      clock.advance(betweenMs);
      const pause = turns.pause();
      clock.advance(pause + WRITE_MS);
      turns.wrote(WRITE_MS);
      return pause;
    });
  }

  it('are followed by a pause every now and then, as long as others need', () => {
    const pauses = writes(76);
    expect(pauses.filter((ms) => ms > 0)).toEqual([12, 12, 12]);
    expect(pauses.lastIndexOf(12)).toBe(75);
  });

  it('are each followed by one for a while after others were seen', () => {
    writes(1);
    turns.sawOthers();
    const pauses = writes(60);
    expect(pauses.slice(0, 50).every((ms) => ms === 12)).toBe(true);
    expect(pauses.slice(50).every((ms) => ms === 0)).toBe(true);
  });

  it('need none where there was time enough between them', () => {
    expect(writes(200, 12).every((ms) => ms === 0)).toBe(true);
    turns.sawOthers();
    expect(writes(2, 5)).toEqual([7, 7]);
  });
});
