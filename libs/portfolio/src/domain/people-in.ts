import { liveEvents, type SubjectHistory } from '@bailiwick/lifecycle';

/** Everybody who was introduced, folded from the events that count under `filter`, one at a time. */
export function* peopleIn<T extends { readonly known: boolean }>(
  histories: ReadonlyMap<string, SubjectHistory>,
  filter: Parameters<typeof liveEvents>[1],
  fold: (id: string, live: ReturnType<typeof liveEvents>) => T,
): Generator<T> {
  for (const [id, history] of histories) {
    const person = fold(id, liveEvents(history, filter));
    if (person.known) yield person;
  }
}
