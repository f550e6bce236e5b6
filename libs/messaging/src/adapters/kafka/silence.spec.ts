import { EventEmitter } from 'node:events';
import type { Consumer } from 'kafkajs';
import { Silence } from './silence.js';

let now = 0;
let events: EventEmitter;
let silence: Silence;

beforeEach(() => {
  now = 0;
  events = new EventEmitter();
  silence = new Silence(1_000, () => now);
  const names = { FETCH_START: 'start', FETCH: 'end', GROUP_JOIN: 'join' };
  const on = (name: string, listener: () => void) => void events.on(name, listener);
  silence.listenTo({ on, events: names } as unknown as Pick<Consumer, 'on' | 'events'>);
});

it.each(['start', 'end', 'join'])('counts from the last %s', (name) => {
  now = 900;
  events.emit(name);
  now = 1_900;
  expect(silence.tooLong).toBeUndefined();
  now = 1_901;
  expect(silence.tooLong).toBe(1_001);
});

it('leaves a handler its time, and counts from its end', async () => {
  let finish = (): void => undefined;
  const work = silence.during(new Promise<void>((resolve) => (finish = resolve)));
  now = 60_000;
  expect(silence.tooLong).toBeUndefined();
  finish();
  await work;
  expect(silence.tooLong).toBeUndefined();
  now = 61_001;
  expect(silence.tooLong).toBe(1_001);
});
