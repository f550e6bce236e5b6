import type { MappingSample } from '@bailiwick/contracts';
import { describeProblem, type Problem } from '@bailiwick/kernel';
import { sameJson } from '../../domain/same-content.js';
import type { EventMapping } from './event-mapping.js';
import { mapWhole } from './map-whole.js';

export interface SampleResult {
  readonly name: string;
  readonly passed: boolean;
  /** What is not as it should be, in words. */
  readonly differences: readonly string[];
}

/** What a sample became: events in their recorded form, or why it was refused. */
type Outcome =
  | { readonly events: readonly Readonly<Record<string, unknown>>[] }
  | { readonly problems: readonly Problem[] };

/** Runs the samples of a mapping: each must become just the events, or be refused for just the reason, that it says. */
export async function testMapping(mapping: EventMapping): Promise<SampleResult[]> {
  const results: SampleResult[] = [];
  for (const sample of mapping.samples) {
    const differences = differencesOf(sample, await outcomeOf(mapping, sample));
    results.push({ name: sample.name, passed: differences.length === 0, differences });
  }
  return results;
}

async function outcomeOf(mapping: EventMapping, { message, key, headers }: MappingSample): Promise<Outcome> {
  const context = { ...(key === undefined ? {} : { key }), ...(headers === undefined ? {} : { headers }) };
  const mapped = await mapWhole(mapping, message, context);
  return mapped.ok ? { events: mapped.events.map(withoutNothing) } : mapped;
}

function differencesOf(sample: MappingSample, outcome: Outcome): string[] {
  if ('problems' in outcome) {
    if (outcome.problems.some(({ code }) => code === sample.refused)) return [];
    return [
      ...(sample.refused === undefined ? [] : [`expected it to be refused for ${sample.refused}`]),
      ...outcome.problems.map((problem) => `refused: ${describeProblem(problem)}`),
    ];
  }
  const { events } = outcome;
  if (sample.refused !== undefined)
    return [`expected it to be refused for ${sample.refused}, it became ${inJson(events)}`];
  if (sample.events === undefined) return [];
  if (events.length !== sample.events.length)
    return [`expected ${sample.events.length} events, it became ${events.length}: ${inJson(events)}`];
  return sample.events.flatMap((wanted, i) => fieldDifferences(wanted, events[i]!, i));
}

function fieldDifferences(
  wanted: Readonly<Record<string, unknown>>,
  event: Readonly<Record<string, unknown>>,
  index: number,
): string[] {
  const fields = [...new Set([...Object.keys(wanted), ...Object.keys(event)])];
  return fields
    .filter((field) => !sameJson(wanted[field], event[field]))
    .map(
      (field) => `event ${index}, ${field}: expected ${inJson(wanted[field])}, it is ${inJson(event[field])}`,
    );
}

/** Fields without a value are not compared. */
function withoutNothing(event: object): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(event).filter(([, value]) => value !== undefined));
}

function inJson(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}
