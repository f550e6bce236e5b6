// Checks that what the processes before left behind equals the live read model, then rebuilds it over and over,
// until it is killed. Argument: data directory.
import { isDeepStrictEqual } from 'node:util';
import { project } from '../../../dist/libs/event-store/src/application/projection.js';
import { openStore, request, tell } from './store.child.mjs';

/** How many notes each stream has, with a copy of their text, so that its snapshot takes a while to write. */
const notes = {
  name: 'notes',
  reducerVersion: 1,
  initial: () => ({}),
  apply: (state, { stream, events }) => {
    const { count = 0, text = '' } = state[stream] ?? {};
    state[stream] = { count: count + events.length, text: text + events.map((e) => e.data.text).join() };
    return state;
  },
  encode: (state) => Buffer.from(JSON.stringify(state)),
  decode: (bytes) => JSON.parse(Buffer.from(bytes).toString()),
};

const store = await openStore(process.argv[2]);
const { position: before } = await store.head();
await store.appendBatch(Array.from({ length: 100 }, (_, i) => request(`s${i % 7}`, `k${before}-${i}`, 10)));
const live = await project(store, { ...notes, name: 'live' }, { rebuild: true, snapshotAfter: Infinity });
const rebuilt = await project(store, notes, { snapshotAfter: Infinity });
tell(isDeepStrictEqual(rebuilt, live) ? `equal at ${live.position}` : 'WRONG the rebuilt state is another');
const { position = 0 } = (await store.snapshots.load('notes', 1)) ?? {};
tell(`snapshot at ${position}`);
tell('checked');
for (;;) {
  await project(store, notes, { rebuild: true, snapshotAfter: 0 });
  tell('rebuilt');
}
