import type { IncomingData } from '@bailiwick/contracts';
import {
  compareEvents,
  deferredTo,
  effectMs,
  liveEvents,
  type EffectFilter,
  type SubjectEvent,
  type SubjectHistory,
} from '@bailiwick/lifecycle';

/** A transfer of an AE's patch, as it stands in the AE's history. */
export type Transfer = Extract<SubjectEvent, { type: 'AePatchTransferred' }>;

/** What changed in the list of transfers that have taken effect. */
export interface TransferChange {
  readonly added: readonly Transfer[];
  readonly removed: readonly Transfer[];
}

/** The transfers of AE patches that have taken effect: few, but each may move any account. */
export class PatchTransfers {
  private transfers: readonly Transfer[] = [];
  private nextDue = Infinity;

  /** In the order in which they work. */
  get list(): readonly Transfer[] {
    return this.transfers;
  }

  /** When the last one took effect, ms. */
  get latest(): number {
    const last = this.transfers.at(-1);
    return last ? effectMs(last) : -Infinity;
  }

  /** When the next deferred one takes effect, ms. */
  get due(): number {
    return this.nextDue;
  }

  /** Reads the AEs' histories anew, as of the log's time. */
  update(aes: Iterable<SubjectHistory>, time: number): TransferChange {
    const all = transfersIn(aes, {});
    const before = new Set(this.transfers);
    this.transfers = all.filter((transfer) => !isDeferredBeyond(transfer, time));
    this.nextDue = Math.min(Infinity, ...all.filter((t) => isDeferredBeyond(t, time)).map(effectMs));
    const now = new Set(this.transfers);
    return {
      added: this.transfers.filter((transfer) => !before.has(transfer)),
      removed: [...before].filter((transfer) => !now.has(transfer)),
    };
  }
}

/** The transfers in the histories of AEs that count, in the order in which they work. */
export function transfersIn(aes: Iterable<SubjectHistory>, filter: EffectFilter): Transfer[] {
  const transfers: Transfer[] = [];
  for (const history of aes) {
    for (const event of liveEvents(history, filter))
      if (event.type === 'AePatchTransferred') transfers.push(event);
  }
  return transfers.sort(compareEvents);
}

/** True for an event whose effect was put off to after `time`. */
export function isDeferredBeyond(event: SubjectEvent, time: number): boolean {
  const moment = deferredTo(event);
  return moment !== undefined && Date.parse(moment) > time;
}

export function concerns({ accountIds }: IncomingData['ae.patch-transferred'], accountId: string): boolean {
  return accountIds === undefined || (accountIds as readonly string[]).includes(accountId);
}
