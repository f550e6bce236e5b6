import { pageOf } from './paging.js';

const items = ['c', 'a', 'e', 'b', 'd'];
const id = (x: string): string => x;

describe('pageOf', () => {
  it('walks through everything once, in the order of the ids', () => {
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = pageOf(items, id, { after, limit: '2' });
      seen.push(...page.items);
      after = page.next ?? undefined;
    } while (after !== undefined);
    expect(seen).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('goes on after an item that is gone by then', () => {
    const { next } = pageOf(items, id, { limit: '2' });
    expect(pageOf(['a', 'd', 'e'], id, { after: next!, limit: '2' }).items).toEqual(['d', 'e']);
  });

  it.each(['0', '-1', '1001', '2.5', 'many'])('refuses a limit of %s', (limit) => {
    expect(() => pageOf(items, id, { limit })).toThrow(expect.objectContaining({ code: 'invalid-input' }));
  });
});
