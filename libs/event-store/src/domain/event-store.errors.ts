import { BailiwickError } from '@bailiwick/kernel';
import type { ExpectedVersion, Fence } from './event-store.port.js';

/** The stream's version is not the expected one; somebody else was faster. */
export class ConcurrencyError extends BailiwickError {
  constructor(
    readonly stream: string,
    readonly expectedVersion: ExpectedVersion,
    readonly actualVersion: number,
  ) {
    super('concurrency', `Stream ${stream} is at version ${actualVersion}, not at ${expectedVersion}`, {
      value: actualVersion,
      expected: String(expectedVersion),
      hint: 'Maybe somebody else changed it meanwhile: read the stream again and decide anew',
    });
  }
}

/** The idempotency key was used before for another stream or other content. */
export class IdempotencyKeyReusedError extends BailiwickError {
  constructor(
    readonly key: string,
    readonly position: number,
  ) {
    super(
      'idempotency-key-reused',
      `Idempotency key ${key} was used at position ${position} for something else`,
      {
        value: key,
        expected: 'the same stream, types, versions and data as the first time',
        hint: 'Maybe two different events carry the same source and id',
      },
    );
  }
}

/** A fenced append did not get its position: something was recorded meanwhile. Nothing was written. */
export class PositionTakenError extends BailiwickError {
  constructor(
    readonly position: number,
    readonly headPosition: number,
  ) {
    super('position-taken', `Position ${position} is not the next one; the head is at ${headPosition}`, {
      value: position,
      expected: String(headPosition + 1),
      hint: 'Read the new commits first, then decide again',
    });
  }
}

/** The stream that an append was fenced by is at another version. Nothing was written. */
export class FencedError extends BailiwickError {
  constructor({ stream, version }: Fence, actual: number) {
    super('fenced', `Stream ${stream} is at version ${actual}, not at ${version} any more`, {
      value: actual,
      expected: String(version),
      hint: 'Maybe another process has taken the work over; stop',
    });
  }
}

/** A higher epoch is in the log: this holder must stop. Nothing was written. */
export class LeaseLostError extends BailiwickError {
  constructor(
    readonly lease: string,
    readonly epoch: number | undefined,
  ) {
    super(
      'lease-lost',
      `Lease ${lease} is no longer held${epoch === undefined ? '' : ` in epoch ${epoch}`}`,
      {
        value: epoch,
        expected: 'an epoch that nobody has overtaken',
        hint: 'Maybe this process was paused for longer than the time to live; take the lease again',
      },
    );
  }
}

/** A position is missing although later ones exist. */
export class LogHoleError extends BailiwickError {
  constructor(readonly position: number) {
    super('log-hole', `Position ${position} is missing from the log although later ones exist`, {
      value: position,
      expected: 'positions without holes',
      hint: 'Maybe the file was damaged; restore it, or close the hole by an explicit tombstone',
    });
  }
}

export class NoSuchHoleError extends BailiwickError {
  constructor(position: number) {
    super('no-such-hole', `There is no hole at position ${position}`, {
      value: position,
      expected: 'a missing position before the head whose predecessor is there',
    });
  }
}

/** An event whose type or version this process does not know; its reader stops. */
export class UnknownEventTypeError extends BailiwickError {
  constructor(
    readonly type: string,
    readonly v: number,
    readonly position: number,
  ) {
    super('unknown-event-type', `Event ${type} v${v} at position ${position} is not known to this process`, {
      value: `${type} v${v}`,
      expected: 'a registered type and version',
      hint: 'Maybe a newer release wrote it: update this process before it decides anything',
    });
  }
}

export type StoreUnavailableCode = 'store-full' | 'store-busy' | 'store-closed' | 'store-failed';

/** The store cannot write now; nothing of the request was written, and it may be repeated with the same key. */
export class StoreUnavailableError extends BailiwickError {
  constructor(code: StoreUnavailableCode, message: string, hint: string, options?: ErrorOptions) {
    super(code, message, { hint }, options);
  }
}

export function storeClosed(): StoreUnavailableError {
  return new StoreUnavailableError(
    'store-closed',
    'The event store is closed',
    'Maybe the process is shutting down',
  );
}
