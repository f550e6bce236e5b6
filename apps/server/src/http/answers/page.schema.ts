import { z } from 'zod';

/** A page of a list, as paging.ts makes it. */
export function pageSchema<T extends z.ZodType>(item: T, examples: readonly z.input<T>[]) {
  return z
    .strictObject({
      items: z.array(item),
      next: z.string().nullable().meta({ description: "the following page's `after`; null at the end" }),
    })
    .meta({ examples: [{ items: examples, next: null }] });
}
