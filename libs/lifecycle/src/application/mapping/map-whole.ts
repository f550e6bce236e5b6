import { parseIncomingEvent, type IncomingEvent } from '@bailiwick/contracts';
import type { Problem } from '@bailiwick/kernel';
import type { EventMapping, ForeignContext } from './event-mapping.js';

export type MappedWhole =
  | {
      readonly ok: true;
      /** As the mapping made them. */
      readonly raw: readonly unknown[];
      readonly events: readonly IncomingEvent[];
    }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** All that a foreign event means, or, when anything of that is malformed, everything that is wrong with it. */
export async function mapWhole(
  mapping: EventMapping,
  foreign: unknown,
  context?: ForeignContext,
): Promise<MappedWhole> {
  const mapped = await mapping.map(foreign, context);
  return mapped.ok ? parseWhole(mapped.events) : mapped;
}

/** The events as they are recorded, or everything that is wrong with any of them. */
export function parseWhole(raw: readonly unknown[]): MappedWhole {
  const parsed = raw.map((event, i) => parseIncomingEvent(event, raw.length > 1 ? `/${i}` : ''));
  const problems = parsed.flatMap((result) => (result.ok ? [] : result.problems));
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, raw, events: parsed.flatMap((result) => (result.ok ? result.event : [])) };
}
