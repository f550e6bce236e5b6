import { WaitingFullError } from '../domain/lifecycle.errors.js';
import type { WaitingList } from './waiting-list.js';

/** How many events may wait for subjects that are not known. */
export interface WaitingLimits {
  readonly total: number;
  readonly perSubject: number;
}

export const DEFAULT_WAITING_LIMITS: WaitingLimits = { total: 100_000, perSubject: 1_000 };

/** Lets events wait up to the limits. */
export class WaitingRoom {
  private fresh = false;
  private admitted = 0;

  constructor(
    private readonly list: WaitingList,
    private readonly limits: WaitingLimits,
  ) {}

  /** The list is looked at anew by whoever comes next. */
  begin(): void {
    this.fresh = false;
  }

  /** So many of those that were admitted are on the list from now on, or will never be. */
  leave(count: number): void {
    this.admitted -= count;
  }

  /**
   * Admits one more event.
   * @param inStream how many the subject's stream will hold with it
   * @throws WaitingFullError `waiting-full`
   */
  async demandRoom(stream: string, inStream: number): Promise<void> {
    if (!this.fresh) await this.list.catchUp();
    this.fresh = true;
    if (inStream > this.limits.perSubject) throw new WaitingFullError(stream, this.limits.perSubject);
    if (this.list.size + this.admitted >= this.limits.total)
      throw new WaitingFullError(stream, this.limits.total);
    this.admitted++;
  }
}
