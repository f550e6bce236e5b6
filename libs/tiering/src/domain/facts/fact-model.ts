import type { FactDefinition, FactType, FactValue } from '@bailiwick/contracts';
import { ACCOUNT_FACTS, ATTRIBUTE, FAMILY_ARR } from './account-facts.js';

/** A fact that conditions can name, declared or derived, with everything known about its values. */
export interface FactInfo {
  readonly name: string;
  readonly source: 'account' | 'attribute' | 'family' | 'band' | 'score';
  readonly type: FactType;
  readonly values?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  readonly unit?: string;
  readonly nullable: boolean;
  /** For declared facts; `undefined` for derived ones. */
  readonly onMissing?: FactValue | 'error';
}

/** The parts of a rule set that say what facts there are; parts that are not well formed are left out. */
export interface FactDeclarations {
  readonly facts: ReadonlyMap<string, Partial<FactDefinition>>;
  readonly bands: ReadonlyMap<string, readonly { readonly id?: string }[]>;
  readonly scores: readonly { readonly id?: string; readonly inputs: readonly ScoreInputShape[] }[];
}

interface ScoreInputShape {
  readonly weight?: number;
  readonly onMissing?: unknown;
}

/** The name of the fact that holds the band of `fact`. */
export function bandFactOf(fact: string): string {
  return `${fact}Band`;
}

/** All facts of a rule set by name: declared, score and band facts. */
export function factModel(declarations: FactDeclarations): ReadonlyMap<string, FactInfo> {
  const model = new Map<string, FactInfo>();
  const scoreIds = new Set(declarations.scores.map((score) => score.id));
  for (const [name, definition] of declarations.facts) {
    if (definition.type !== undefined && !scoreIds.has(name)) model.set(name, declaredFact(name, definition));
  }
  for (const score of declarations.scores) {
    if (score.id !== undefined) model.set(score.id, scoreFact(score.id, score.inputs, declarations));
  }
  for (const [name, bands] of declarations.bands) {
    const values = bands.flatMap((band) => (band.id === undefined ? [] : [band.id]));
    const band = bandFactOf(name);
    const nullable = model.get(name)?.nullable ?? false;
    model.set(band, { name: band, source: 'band', type: 'enum', values, nullable });
  }
  return model;
}

function declaredFact(name: string, definition: Partial<FactDefinition>): FactInfo {
  const known = ACCOUNT_FACTS.get(name);
  return {
    name,
    source: name.startsWith(ATTRIBUTE) ? 'attribute' : name === FAMILY_ARR ? 'family' : 'account',
    type: definition.type ?? 'string',
    values: definition.values,
    min: definition.min ?? known?.min,
    max: definition.max ?? known?.max,
    unit: definition.unit,
    nullable: definition.nullable ?? false,
    onMissing: definition.onMissing,
  };
}

/** A score is null only when every one of its criteria was skipped, which an unskippable criterion prevents. */
function scoreFact(
  name: string,
  inputs: readonly ScoreInputShape[],
  declarations: FactDeclarations,
): FactInfo {
  return {
    name,
    source: 'score',
    type: 'number',
    min: 0,
    max: inputs.reduce((sum, input) => sum + (input.weight ?? 0), 0),
    unit: declarations.facts.get(name)?.unit,
    nullable: inputs.every((input) => input.onMissing === 'skip'),
  };
}
