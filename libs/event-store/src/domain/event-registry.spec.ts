import storeEvents from '../testing/golden/store-events.json' with { type: 'json' };
import { testEvent } from '../testing/test-dependencies.js';
import { eventRegistry, STORE_EVENT_TYPES, type EventTypeDefinition } from './event-registry.js';
import { goldenEventProblems, type GoldenEvent } from './golden-events.js';

const opened: EventTypeDefinition = {
  type: 'AccountOpened',
  v: 3,
  upcasters: {
    1: (data) => ({ arr: data }),
    2: (data) => ({ ...(data as object), currency: 'EUR' }),
  },
};

test('the store’s own events of every release are read as they were meant', () => {
  expect(goldenEventProblems(storeEvents, STORE_EVENT_TYPES)).toEqual([]);
});

test('golden events: a version without one, a changed reading and a stray one are told', () => {
  const goldens: GoldenEvent[] = [
    { type: 'AccountOpened', v: 1, data: 5, today: { arr: 5, currency: 'USD' } },
    { type: 'AccountOpened', v: 3, data: { arr: 5 }, today: { arr: 5 } },
    { type: 'AccountOpened', v: 4, data: {}, today: {} },
    { type: 'Unknown', v: 1, data: {}, today: {} },
  ];
  expect(goldenEventProblems(goldens, [opened]).map(({ code, value }) => [code, value])).toEqual([
    ['missing-golden-event', 'AccountOpened v2'],
    ['golden-event-changed', '{"arr":5,"currency":"EUR"}'],
    ['stray-golden-event', 'AccountOpened v4'],
    ['stray-golden-event', 'Unknown v1'],
  ]);
});

test('upcasts through every version in between', () => {
  const event = { ...testEvent(5, 'AccountOpened'), version: 7 };
  expect(eventRegistry([opened]).upcast(event, 1)).toEqual({
    ...event,
    v: 3,
    data: { arr: 5, currency: 'EUR' },
  });
});

test.each([
  ['a type defined twice', [opened, opened]],
  ['a type of the store', [{ type: 'TimerFired', v: 1 }]],
  ['a version without its upcaster', [{ type: 'AccountOpened', v: 2 }]],
])('refuses %s', (_, definitions) => {
  expect(() => eventRegistry(definitions)).toThrow(expect.objectContaining({ code: 'bad-event-registry' }));
});
