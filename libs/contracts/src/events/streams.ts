import type { SubjectKind } from './incoming-events.js';

/** The stream of everything recorded about one account, CSM or AE. */
export function streamOf(kind: SubjectKind, id: string): string {
  return `${kind}-${id}`;
}

export interface SubjectStream {
  readonly kind: SubjectKind;
  readonly id: string;
}

const KINDS: readonly SubjectKind[] = ['account', 'csm', 'ae'];

/** What a stream is about; `undefined` for a stream of another sort. */
export function parseStream(stream: string): SubjectStream | undefined {
  const kind = KINDS.find((name) => stream.startsWith(`${name}-`));
  return kind && { kind, id: stream.slice(kind.length + 1) };
}
