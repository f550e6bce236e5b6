import { BailiwickError } from '@bailiwick/kernel';

/** A reader brings a position that the log has not reached. */
export class FeedPositionError extends BailiwickError {
  constructor(after: number, head: number, logId: string) {
    super('position-beyond-log', `The log ${logId} has not reached position ${after}`, {
      value: after,
      expected: `a position from 0 to ${head}`,
      hint: 'Maybe the position is that of another log, or of one that was restored since: its events name their log in `source`; read from 0 to build the state anew',
    });
  }
}
