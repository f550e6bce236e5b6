import { createHash } from 'node:crypto';
import { identityOf } from '../domain/subject-event.js';

const MAX_READABLE = 400;

interface Identity {
  readonly source: string;
  readonly id: string;
}

/** The log's idempotency key of an incoming event: readable where it is short enough, else a hash. */
export function idempotencyKey(identity: Identity): string {
  const text = identityOf(identity);
  return text.length <= MAX_READABLE ? `event ${text}` : `event# ${hash(text)}`;
}

/** The key of an event that was taken back before it came: its own place was claimed by the retraction. */
export function lateKey(identity: Identity): string {
  return `${idempotencyKey(identity)} late`;
}

/** The stream in which retractions wait for the event that they take back. */
export function retractionStream(target: Identity): string {
  return `retraction-${hash(identityOf(target))}`;
}

export function isRetractionStream(stream: string): boolean {
  return stream.startsWith('retraction-');
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
