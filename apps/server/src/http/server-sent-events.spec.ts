import type { OutgoingEvent } from '@bailiwick/contracts';
import type { FeedPage } from '@bailiwick/relay';
import { type ResumePoint, resumeAfter, serverSentEvents } from './server-sent-events.js';

const event = (id: string): OutgoingEvent => ({ id, type: 'tier.changed.v1' }) as OutgoingEvent;
const page = (next: number, ...ids: string[]): FeedPage => ({ next, events: ids.map(event) });
const START: ResumePoint = { after: 0, index: -1 };

async function* feed(...pages: FeedPage[]): AsyncGenerator<FeedPage> {
  yield* pages;
}

async function textOf(pages: AsyncGenerator<FeedPage>, from: ResumePoint): Promise<string> {
  let text = '';
  for await (const chunk of serverSentEvents(pages, from)) text += chunk;
  return text;
}

const idsIn = (text: string): string[] =>
  [...text.matchAll(/^id: (\S+)\nevent:/gm)].map((match) => match[1]!);

describe('the feed as server-sent events', () => {
  it('writes each event with its id, its type and itself as data', async () => {
    expect(await textOf(feed(page(3, '3-0')), START)).toBe(
      'retry: 3000\n: feed\n\nid: 3-0\nevent: tier.changed.v1\ndata: {"id":"3-0","type":"tier.changed.v1"}\n\n',
    );
  });

  it('loses nothing and repeats nothing wherever the connection breaks', async () => {
    const commits = [page(3, '3-0', '3-1', '3-3'), page(7, '7-0'), page(9, '9-2')];
    const all = idsIn(await textOf(feed(...commits), START));
    expect(all).toEqual(['3-0', '3-1', '3-3', '7-0', '9-2']);
    for (const [i, last] of all.entries()) {
      const from = resumeAfter(last);
      const rest = commits.filter(({ next }) => next > from.after);
      expect(idsIn(await textOf(feed(...rest), from))).toEqual(all.slice(i + 1));
    }
    expect(resumeAfter('7')).toEqual({ after: 7, index: -1 });
  });

  it.each(['', 'x', '3-', '-1', '3-1-1', '0-0', '1e3'])('refuses to go on after %j', (id) => {
    expect(() => resumeAfter(id)).toThrow(expect.objectContaining({ code: 'invalid-input' }));
  });

  it('tells in silence how far it read, and ends with the feed', async () => {
    let release = (): void => undefined;
    const silence = new Promise<void>((resolve) => (release = resolve));
    async function* quiet(): AsyncGenerator<FeedPage> {
      yield page(5);
      await silence;
    }
    const stream = serverSentEvents(quiet(), { after: 2, index: 0 }, 5);
    await stream.next();
    expect((await stream.next()).value).toBe('id: 5\n: alive\n\n');
    release();
    while (!(await stream.next()).done);
    const waiting = serverSentEvents(quiet(), START, 5);
    await waiting.return(undefined);
  });

  it('does not claim in silence to be past a commit of which it has told only a part', async () => {
    let release = (): void => undefined;
    async function* late(): AsyncGenerator<FeedPage> {
      await new Promise<void>((resolve) => (release = resolve));
      yield page(3, '3-0', '3-1');
    }
    const stream = serverSentEvents(late(), { after: 2, index: 0 }, 5);
    await stream.next();
    expect((await stream.next()).value).toBe(': alive\n\n');
    release();
    expect(idsIn((await stream.next()).value as string)).toEqual(['3-1']);
    expect((await stream.next()).done).toBe(true);
  });
});
