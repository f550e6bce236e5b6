import fc from 'fast-check';
import { TimerQueue, type Timer } from './timer-queue.js';

const timer: fc.Arbitrary<Timer> = fc.record({
  timerId: fc.constantFrom(...'abcdefgh'),
  dueAt: fc.nat(10),
});

test('gives timers in order of due time, then id, each once, whatever is scheduled and cancelled', () => {
  const step = fc.oneof(
    timer.map((t) => ({ schedule: t })),
    fc.constantFrom(...'abcdefgh').map((timerId) => ({ cancel: timerId })),
    fc.nat(11).map((time) => ({ pop: time })),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const queue = new TimerQueue();
      const model = new Map<string, number>();
      for (const s of steps) {
        if ('schedule' in s) {
          queue.schedule(s.schedule);
          model.set(s.schedule.timerId, s.schedule.dueAt);
        } else if ('cancel' in s) {
          queue.cancel(s.cancel);
          model.delete(s.cancel);
        } else {
          const [first] = sorted(model);
          const expected = first && first.dueAt < s.pop ? first : undefined;
          expect(queue.popBefore(s.pop)).toEqual(expected);
          if (expected) model.delete(expected.timerId);
        }
        expect(queue.size).toBe(model.size);
        expect(queue.peek()).toEqual(sorted(model)[0]);
      }
      expect(queue.list()).toEqual(sorted(model));
    }),
    { numRuns: 300 },
  );
});

function sorted(model: ReadonlyMap<string, number>): readonly Timer[] {
  return [...model]
    .map(([timerId, dueAt]) => ({ timerId, dueAt }))
    .sort((a, b) => a.dueAt - b.dueAt || (a.timerId < b.timerId ? -1 : 1));
}
