import type { SubjectKind } from './incoming-events.js';

/** The stream of everything recorded about one account, CSM or AE. */
export function streamOf(kind: SubjectKind, id: string): string {
  return `${kind}-${id}`;
}

export interface SubjectStream {
  readonly kind: SubjectKind;
  readonly id: string;
}

const KINDS = new Map<string, SubjectKind>([
  ['account', 'account'],
  ['csm', 'csm'],
  ['ae', 'ae'],
]);

/** What a stream is about; `undefined` for a stream of another sort. */
export function parseStream(stream: string): SubjectStream | undefined {
  const dash = stream.indexOf('-');
  const kind = dash < 0 ? undefined : KINDS.get(stream.slice(0, dash));
  return kind && { kind, id: stream.slice(dash + 1) };
}
