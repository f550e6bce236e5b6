/** Of one caller: one window is written, the next waits for that, one is decided, and one is read. */
const MOST_UNDER_WAY = 4;

/**
 * Does `work` on every item, on a few at a time, and gives the results in the order of the items, each as soon as it
 * is there: also while the source of items has nothing new. Nobody reads on while nobody takes results.
 * @throws what `work` threw, after the results before it, or what `items` threw, after all results; whatever was begun
 *   has ended by then
 */
export async function* inOrder<T, R>(
  items: AsyncIterable<T> | Iterable<T>,
  work: (item: T) => Promise<R>,
  most = MOST_UNDER_WAY,
): AsyncGenerator<R> {
  const source = flow(items);
  const underWay: Promise<R>[] = [];
  let next: Promise<IteratorResult<T>> | undefined;
  let ended = false;
  try {
    while (!ended || underWay.length > 0) {
      if (!ended && underWay.length < most) next ??= source.next();
      if (underWay.length > 0 && !(await isSooner(next, underWay[0]!))) {
        yield await underWay.shift()!;
        continue;
      }
      const item = await settled(next!);
      next = undefined;
      if ('error' in item) {
        yield* results(underWay);
        throw item.error;
      }
      ended = item.value.done === true;
      if (!item.value.done) underWay.push(quiet(work(item.value.value)));
    }
  } finally {
    await Promise.allSettled(underWay);
    // Not awaited: a source that waits for its next item would keep us until that comes.
    if (!ended) source.return(undefined).catch(() => undefined);
  }
}

/** True when there is something to come, and it comes, or fails, before the other is there. */
function isSooner(next: Promise<unknown> | undefined, other: Promise<unknown>): Promise<boolean> {
  const [yes, no] = [() => true, () => false];
  return Promise.race([...(next ? [next.then(yes, yes)] : []), other.then(no, no)]);
}

type Settled<T> = { readonly value: T } | { readonly error: unknown };

function settled<T>(promise: Promise<T>): Promise<Settled<T>> {
  return promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
}

/** Whoever takes the result learns of its failure; until then nobody is missing who should have. */
function quiet<R>(promise: Promise<R>): Promise<R> {
  promise.catch(() => undefined);
  return promise;
}

async function* results<R>(promises: Promise<R>[]): AsyncGenerator<R> {
  while (promises.length > 0) yield await promises.shift()!;
}

async function* flow<T>(items: AsyncIterable<T> | Iterable<T>): AsyncGenerator<T, undefined> {
  yield* items;
  return undefined;
}

/** Parts of `list`, each of `size` items but the last. */
export function* windowsOf<T>(list: readonly T[], size: number): Generator<readonly T[]> {
  for (let start = 0; start < list.length; start += size) yield list.slice(start, start + size);
}
