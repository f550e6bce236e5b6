import { onEventTime } from './timer-fired.js';
import { TimerQueue } from './timer-queue.js';

interface Happening {
  readonly name: string;
  readonly time: number;
}

function replay(events: readonly Happening[], timers: TimerQueue, react?: (name: string) => void): string[] {
  const order: string[] = [];
  for (const step of onEventTime(events, timers, (event) => event.time)) {
    const name = step.kind === 'timer' ? step.timer.timerId : step.event.name;
    order.push(name);
    react?.(name);
  }
  return order;
}

test('timers due before an event’s time fire before it, in order of due time', () => {
  const timers = new TimerQueue([
    { timerId: 't25', dueAt: 25 },
    { timerId: 't5', dueAt: 5 },
    { timerId: 't20', dueAt: 20 },
    { timerId: 't99', dueAt: 99 },
  ]);
  const events = [10, 20, 30].map((time) => ({ name: `e${time}`, time }));
  expect(replay(events, timers)).toEqual(['t5', 'e10', 'e20', 't20', 't25', 'e30']);
  expect(timers.list()).toEqual([{ timerId: 't99', dueAt: 99 }]);
});

test('a replay of 18 months gives the confirmations that living through them would have given', () => {
  const timers = new TimerQueue();
  const day = 86_400_000;
  const events = Array.from({ length: 18 }, (_, month) => ({
    name: `raise ${month}`,
    time: month * 30 * day,
  }));
  const order = replay(events, timers, (name) => {
    const [kind, month] = name.split(' ') as [string, string];
    if (kind === 'raise')
      timers.schedule({ timerId: `confirm ${month}`, dueAt: Number(month) * 30 * day + 7 * day });
    // Confirming starts another timer that is due before the next event as well.
    if (kind === 'confirm')
      timers.schedule({ timerId: `settle ${month}`, dueAt: Number(month) * 30 * day + 8 * day });
  });
  expect(order.slice(0, 6)).toEqual(['raise 0', 'confirm 0', 'settle 0', 'raise 1', 'confirm 1', 'settle 1']);
  expect(order).toHaveLength(18 * 3 - 2);
});
