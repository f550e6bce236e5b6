import { memoryStore } from '../../../../test/support/memory-store.js';
import { assignment, commitOf, decision } from '../testing/decisions.js';
import { outgoingPage } from './outgoing-page.js';

describe('a page of what the log tells the world', () => {
  it('ends with what was there when it was asked for, although commits come in all the time', async () => {
    const store = memoryStore();
    await store.appendBatch([commitOf('s', [assignment()])]);
    const busy = {
      logId: store.logId,
      head: () => store.head(),
      async *readPages(...range: Parameters<typeof store.readPages>) {
        for await (const page of store.readPages(...range)) {
          yield page;
          await store.appendBatch([commitOf('s', [decision('RetractionClaimed', {})])]);
        }
      },
    };
    const page = await outgoingPage(busy, 0, { messages: 500, commits: 50 });
    expect(page).toMatchObject({ next: 1, hole: false });
    expect(page.messages.length).toBeGreaterThan(0);
  });
});
