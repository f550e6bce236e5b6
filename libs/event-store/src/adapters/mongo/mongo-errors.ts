import mongoose from 'mongoose';
import { BailiwickError } from '@bailiwick/kernel';
import { StoreUnavailableError } from '../../domain/event-store.errors.js';

const CODE = { duplicateKey: 11000, unauthorized: 13, authenticationFailed: 18, outOfDiskSpace: 14031 };
/** A primary that steps down or a node that starts or stops. */
const CHANGING_PRIMARY = new Set([89, 91, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436]);

/** How many documents of an ordered insert were written before one had a duplicate key; `undefined` for other errors. */
export function writtenBeforeDuplicate(error: unknown): number | undefined {
  if (!(error instanceof mongoose.mongo.MongoServerError) || error.code !== CODE.duplicateKey)
    return undefined;
  if (!(error instanceof mongoose.mongo.MongoBulkWriteError)) return 0;
  if (isNotAcknowledged(error)) return undefined;
  const [first] = [error.writeErrors].flat();
  return first?.index ?? 0;
}

export function isDuplicateKey(error: unknown): boolean {
  return writtenBeforeDuplicate(error) !== undefined;
}

/** The server, or the way to it, was away for a moment: whether something was written has to be looked up. */
export function isPassing(error: unknown): boolean {
  const { MongoError, MongoNetworkError, MongoWriteConcernError } = mongoose.mongo;
  if (!(error instanceof MongoError)) return false;
  if (error instanceof MongoNetworkError || error instanceof MongoWriteConcernError) return true;
  if (isNotAcknowledged(error)) return true;
  return error.hasErrorLabel('RetryableWriteError') || CHANGING_PRIMARY.has(Number(error.code));
}

/** The server is there and will not do this. */
export function isRefused(error: unknown): boolean {
  return error instanceof mongoose.mongo.MongoServerError && !isPassing(error);
}

/** What was written is not yet in a majority of journals. */
function isNotAcknowledged(error: unknown): boolean {
  return (
    error instanceof mongoose.mongo.MongoBulkWriteError && error.result.getWriteConcernError() !== undefined
  );
}

/** What the driver reports, in the words of the port; errors that are not the driver's are given back. */
export function inPortTerms(error: unknown): unknown {
  if (error instanceof BailiwickError || !(error instanceof mongoose.mongo.MongoError || isMongoose(error)))
    return error;
  const options = { cause: error };
  const { message } = error as Error;
  switch (Number((error as { code?: unknown }).code)) {
    case CODE.outOfDiskSpace:
      return new StoreUnavailableError(
        'store-full',
        'The database’s disk is full',
        'Free some space and repeat the request with the same key',
        options,
      );
    case CODE.unauthorized:
    case CODE.authenticationFailed:
      return new StoreUnavailableError(
        'store-failed',
        `The database refuses this user: ${message}`,
        'Maybe the password is wrong, or the user lacks readWrite on the database in MONGODB_URI',
        options,
      );
    default:
      return new StoreUnavailableError(
        'store-failed',
        `The database failed: ${message}`,
        'Maybe it is down or has no primary. What was being written may be recorded: repeat it with the same key',
        options,
      );
  }
}

export function storeBusy(): StoreUnavailableError {
  return new StoreUnavailableError(
    'store-busy',
    'Other processes took every position for too long; nothing was recorded',
    'Repeat the request with the same key',
  );
}

/** Mongoose throws errors of its own while it connects. */
function isMongoose(error: unknown): boolean {
  return error instanceof mongoose.Error;
}
