import { BailiwickError } from '@bailiwick/kernel';
import {
  ConcurrencyError,
  IdempotencyKeyReusedError,
  PositionTakenError,
  StoreUnavailableError,
  type StoreUnavailableCode,
} from '../../domain/event-store.errors.js';
import type { ExpectedVersion } from '../../domain/event-store.port.js';

/** An error of the port as it crosses threads: its code, and what it is made from. */
export interface PlainError {
  readonly code: string;
  readonly parts: readonly unknown[];
}

/** @throws the error itself where it is none that a write may meet */
export function toPlainError(error: unknown): PlainError {
  if (!(error instanceof BailiwickError)) throw error;
  return { code: error.code, parts: partsOf(error) };
}

function partsOf(error: BailiwickError): readonly unknown[] {
  if (error instanceof ConcurrencyError) return [error.stream, error.expectedVersion, error.actualVersion];
  if (error instanceof IdempotencyKeyReusedError) return [error.key, error.position];
  if (error instanceof PositionTakenError) return [error.position, error.headPosition];
  if (error instanceof StoreUnavailableError) return [error.message, error.details.hint];
  throw error;
}

export function fromPlainError({ code, parts: [first, second, third] }: PlainError): BailiwickError {
  switch (code) {
    case 'concurrency':
      return new ConcurrencyError(first as string, second as ExpectedVersion, third as number);
    case 'idempotency-key-reused':
      return new IdempotencyKeyReusedError(first as string, second as number);
    case 'position-taken':
      return new PositionTakenError(first as number, second as number);
    default:
      return new StoreUnavailableError(code as StoreUnavailableCode, first as string, second as string);
  }
}
