/** As many events as a page of the feed may hold. */
export const PAGE = 1_000;

/** An outgoing event, as far as it matters here. */
export interface FeedEvent {
  /** POSITION-INDEX */
  readonly id: string;
}

export interface PageOfFeed {
  readonly events: readonly FeedEvent[];
  readonly next: number;
}

export function lineOf(event: FeedEvent): string {
  return `${JSON.stringify(event)}\n`;
}

/** The position of the commit that an event came out of. */
export function positionOf({ id }: FeedEvent): number {
  return Number(id.split('-')[0]);
}
