import type { Problem } from '@bailiwick/kernel';
import { canonicalJson } from './canonical-json.js';
import { eventRegistry, type EventTypeDefinition } from './event-registry.js';

/** An event as some release wrote it, and what it must be read as today; kept for ever. */
export interface GoldenEvent {
  readonly type: string;
  readonly v: number;
  readonly data: unknown;
  /** The data in the shape of the present version. */
  readonly today: unknown;
}

/**
 * What is wrong between the golden events and the definitions: `missing-golden-event` for a version without one,
 * `golden-event-changed` for one that is read as something else than it says, `stray-golden-event` for one whose
 * type or version nobody defines. Empty when every event ever written can still be read.
 */
export function goldenEventProblems(
  goldens: readonly GoldenEvent[],
  definitions: readonly EventTypeDefinition[],
): readonly Problem[] {
  return [...missing(goldens, definitions), ...changed(goldens, definitions)];
}

function* missing(
  goldens: readonly GoldenEvent[],
  definitions: readonly EventTypeDefinition[],
): Generator<Problem> {
  const kept = new Set(goldens.map(({ type, v }) => `${type} v${v}`));
  for (const { type, v: current } of definitions) {
    for (let v = 1; v <= current; v++) {
      if (kept.has(`${type} v${v}`)) continue;
      yield problem('missing-golden-event', type, v, 'a golden event of every version ever written');
    }
  }
}

function* changed(
  goldens: readonly GoldenEvent[],
  definitions: readonly EventTypeDefinition[],
): Generator<Problem> {
  const registry = eventRegistry(definitions, [], []);
  const known = new Map(definitions.map(({ type, v }) => [type, v]));
  for (const { type, v, data, today } of goldens) {
    if (v > (known.get(type) ?? 0)) {
      yield problem('stray-golden-event', type, v, 'a defined type and version');
      continue;
    }
    const read = registry.upcast({ type, v, data, meta: {} }, 0);
    if (canonicalJson(read?.data) !== canonicalJson(today)) {
      yield {
        ...problem('golden-event-changed', type, v, canonicalJson(today)),
        value: canonicalJson(read?.data),
      };
    }
  }
}

function problem(code: string, type: string, v: number, expected: string): Problem {
  return { code, message: `Golden event ${type} v${v}`, value: `${type} v${v}`, expected };
}
