import fc from 'fast-check';
import { type ServerEvent, serverEvents, textLines } from './server-events.js';

/** The bytes of `text`, cut at these places. */
async function* cut(text: string, places: readonly number[]): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  const ends = [...places.map((place) => place % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  let start = 0;
  for (const end of ends) {
    yield bytes.subarray(start, end);
    start = end;
  }
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

const STREAM =
  'retry: 3000\n\n: alive\n\nevent: progress\ndata: {"name":"Żółć"}\n\nid: 4-0\r\ndata: one\r\ndata:two\r\n\r\ndata: unfinished\n';
const EVENTS: ServerEvent[] = [
  { event: 'progress', data: '{"name":"Żółć"}' },
  { event: 'message', data: 'one\ntwo' },
];

describe('server-sent events', () => {
  it('are read whole wherever their bytes are cut, and never before they are complete', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(200), { maxLength: 12 }), async (places) => {
        expect(await all(serverEvents(cut(STREAM, places)))).toEqual(EVENTS);
      }),
      { numRuns: 100 },
    );
  });

  it('are made of lines, the last of which needs no end', async () => {
    expect(await all(textLines(cut('a\r\n\nb', [1, 2])))).toEqual(['a', '', 'b']);
    expect(await all(textLines(cut('', [])))).toEqual([]);
  });
});
