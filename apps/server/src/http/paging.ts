import { InvalidInputError } from '@bailiwick/kernel';

/** A page of a list; `next` is the cursor of the following page, null at the end. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

export interface PageRequest {
  readonly after?: string | undefined;
  readonly limit?: string | undefined;
}

export const DEFAULT_LIMIT = 100;
const MOST = 1_000;

/**
 * The items after the cursor in the order of their ids. The cursor is the last id of a page, so that pages stay right
 * when items come and go between two requests.
 * @throws InvalidInputError for a limit that is not a whole number from 1 to 1,000
 */
export function pageOf<T>(
  items: readonly T[],
  idOf: (item: T) => string,
  { after, limit }: PageRequest,
): Page<T> {
  const size = limit === undefined ? DEFAULT_LIMIT : Number(limit);
  if (!Number.isInteger(size) || size < 1 || size > MOST)
    throw new InvalidInputError([
      {
        code: 'bad-limit',
        message: `limit is ${String(limit).slice(0, 40)}`,
        pointer: '/limit',
        expected: `a whole number from 1 to ${MOST}`,
      },
    ]);
  const sorted = [...items].sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
  const start = after === undefined ? 0 : sorted.findIndex((item) => idOf(item) > decodeCursor(after));
  if (start < 0) return { items: [], next: null };
  const page = sorted.slice(start, start + size);
  const more = start + size < sorted.length;
  return { items: page, next: more ? encodeCursor(idOf(page.at(-1)!)) : null };
}

const encodeCursor = (id: string): string => Buffer.from(id).toString('base64url');
const decodeCursor = (cursor: string): string => Buffer.from(cursor, 'base64url').toString();
