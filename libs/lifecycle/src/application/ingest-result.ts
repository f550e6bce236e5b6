import type { Problem } from '@bailiwick/kernel';

/** What became of one incoming event. */
export type IngestResult =
  /** Recorded now, `waiting` when its subject (or, for a retraction, its target) is not known yet. */
  | { readonly status: 'recorded' | 'waiting'; readonly position: number; readonly recordedAt: number }
  /** Recorded before, with the place it got then. */
  | { readonly status: 'repeat'; readonly position: number; readonly recordedAt: number }
  | { readonly status: 'invalid' | 'id-reused'; readonly problems: readonly Problem[] };

export type IngestStatus = IngestResult['status'];

/** The fate of one line of a stream of events. */
export type LineResult = IngestResult & {
  /** 1-based. */
  readonly line: number;
  /** The event's identity, where it could be read. */
  readonly source?: string;
  readonly id?: string;
};

/** How many events had each fate. */
export type IngestCounts = Readonly<Record<IngestStatus, number>>;

export function countResults(results: Iterable<IngestResult>): IngestCounts {
  const counts = { recorded: 0, waiting: 0, repeat: 0, invalid: 0, 'id-reused': 0 };
  for (const { status } of results) counts[status]++;
  return counts;
}

export function addCounts(a: IngestCounts, b: IngestCounts): IngestCounts {
  return {
    recorded: a.recorded + b.recorded,
    waiting: a.waiting + b.waiting,
    repeat: a.repeat + b.repeat,
    invalid: a.invalid + b.invalid,
    'id-reused': a['id-reused'] + b['id-reused'],
  };
}
