import type { FactDefinition, FactType } from '@bailiwick/contracts';
import { FACT_TYPES } from '@bailiwick/contracts';
import type { Path } from '../finding.js';

/** One element of the document with its place; members of the wrong type are left out. */
interface Element {
  readonly path: Path;
}

export interface TierView extends Element {
  readonly id?: string;
  readonly rank?: number;
}

export interface BandView extends Element {
  readonly id?: string;
  readonly from?: number;
  /** `undefined`: not well formed. */
  readonly to?: number | null;
}

export interface ScoreInputView extends Element {
  readonly fact?: string;
  readonly weight?: number;
  readonly lower?: number;
  readonly upper?: number;
  readonly curve?: string;
  readonly onMissing?: unknown;
}

export interface ScoreView extends Element {
  readonly id?: string;
  readonly inputs: readonly ScoreInputView[];
}

export interface RuleView extends Element {
  readonly id?: string;
  readonly priority?: number;
  readonly enabled: boolean;
  readonly tier?: string;
  readonly conditions: unknown;
}

export interface TestView extends Element {
  readonly name?: string;
  readonly facts: ReadonlyMap<string, unknown>;
  readonly previousTier?: string;
  readonly expectTier?: string;
  readonly expectRule?: string;
}

export interface FreezeView extends Element {
  readonly from?: string;
  readonly to?: string;
}

export type FactView = Partial<FactDefinition>;

/**
 * A document read as a rule set as far as it is one, so that one malformed part doesn't hide what is wrong with the
 * others. Only for values whose depth was checked.
 */
export interface RuleSetView {
  readonly facts: ReadonlyMap<string, FactView>;
  readonly tiers: readonly TierView[];
  readonly bands: ReadonlyMap<string, readonly BandView[]>;
  readonly scores: readonly ScoreView[];
  readonly conditions: ReadonlyMap<string, unknown>;
  readonly rules: readonly RuleView[];
  readonly defaultTier?: string;
  readonly bypassRules: readonly { readonly path: Path; readonly id: string }[];
  readonly freezeWindows: readonly FreezeView[];
  readonly tests: readonly TestView[];
  readonly contentHash?: string;
}

export function viewOf(document: unknown): RuleSetView {
  const root = members(document);
  const stability = members(root.get('stability'));
  return {
    facts: new Map([...members(root.get('facts'))].map(([name, value]) => [name, factView(value)])),
    tiers: elements(root.get('tiers'), ['tiers'], (m) => ({
      id: text(m.get('id')),
      rank: number(m.get('rank')),
    })),
    bands: new Map(
      [...members(root.get('bands'))].map(([fact, list]) => [
        fact,
        elements(list, ['bands', fact], bandView),
      ]),
    ),
    scores: elements(root.get('scores'), ['scores'], scoreView),
    conditions: members(root.get('conditions')),
    rules: elements(root.get('rules'), ['rules'], ruleView),
    defaultTier: text(root.get('defaultTier')),
    bypassRules: list(stability.get('bypassRules')).flatMap((id, i) =>
      typeof id === 'string' ? [{ id, path: ['stability', 'bypassRules', i] }] : [],
    ),
    freezeWindows: elements(stability.get('freezeWindows'), ['stability', 'freezeWindows'], (m) => ({
      from: text(m.get('from')),
      to: text(m.get('to')),
    })),
    tests: elements(root.get('tests'), ['tests'], testView),
    contentHash: text(root.get('contentHash')),
  };
}

type Members = ReadonlyMap<string, unknown>;

function members(value: unknown): Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? new Map(Object.entries(value))
    : new Map();
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function elements<T extends object>(
  value: unknown,
  path: Path,
  read: (m: Members, path: Path) => T,
): (T & Element)[] {
  return list(value).map((element, i) => ({ ...read(members(element), [...path, i]), path: [...path, i] }));
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const number = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;

function factView(value: unknown): FactView {
  const m = members(value);
  const type = m.get('type');
  const values = m.get('values');
  return {
    type: FACT_TYPES.find((t: FactType) => t === type),
    values: Array.isArray(values) && values.every((v) => typeof v === 'string') ? values : undefined,
    min: number(m.get('min')),
    max: number(m.get('max')),
    nullable: m.get('nullable') === true,
    onMissing: m.get('onMissing') as FactDefinition['onMissing'],
  };
}

function bandView(m: Members): Omit<BandView, 'path'> {
  return {
    id: text(m.get('id')),
    from: number(m.get('from')),
    to: m.get('to') === null ? null : number(m.get('to')),
  };
}

function scoreView(m: Members, path: Path): Omit<ScoreView, 'path'> {
  return { id: text(m.get('id')), inputs: elements(m.get('inputs'), [...path, 'inputs'], scoreInputView) };
}

function scoreInputView(m: Members): Omit<ScoreInputView, 'path'> {
  const bounds = members(m.get('bounds'));
  return {
    fact: text(m.get('fact')),
    weight: number(m.get('weight')),
    lower: number(bounds.get('lower')),
    upper: number(bounds.get('upper')),
    curve: text(m.get('curve')),
    onMissing: m.get('onMissing'),
  };
}

function ruleView(m: Members): Omit<RuleView, 'path'> {
  const params = members(members(m.get('event')).get('params'));
  return {
    id: text(m.get('id')),
    priority: number(m.get('priority')),
    enabled: m.get('enabled') !== false,
    tier: text(params.get('tier')),
    conditions: m.get('conditions'),
  };
}

function testView(m: Members): Omit<TestView, 'path'> {
  return {
    name: text(m.get('name')),
    facts: members(m.get('facts')),
    previousTier: text(m.get('previousTier')),
    expectTier: text(m.get('expectTier')),
    expectRule: text(m.get('expectRule')),
  };
}
