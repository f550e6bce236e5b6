import { z } from 'zod';
import { ruleSetCaps as caps } from './rule-set-caps.js';

/** The operators of json-rules-engine; its decorators (`not:equal`, `someFact:equal` …) are not offered. */
export const CONDITION_OPERATORS = [
  'equal',
  'notEqual',
  'in',
  'notIn',
  'contains',
  'doesNotContain',
  'lessThan',
  'lessThanInclusive',
  'greaterThan',
  'greaterThanInclusive',
] as const;
export type ConditionOperator = (typeof CONDITION_OPERATORS)[number];

/** A fact's value; lists only for facts of type `list`, `null` only for nullable facts. */
export type FactValue = string | number | boolean | null | readonly string[];

/** Compares with the value of another fact of the same account. */
export interface FactReference {
  fact: string;
}

interface Labels {
  /** For people: shown in explanations. */
  name?: string;
  /** Accepted because json-rules-engine has it; the order in which conditions are looked at changes no result. */
  priority?: number;
}

/** One comparison of a fact with a value or with another fact. */
export interface Comparison extends Labels {
  fact: string;
  operator: ConditionOperator;
  value: string | number | boolean | null | (string | number | boolean | null)[] | FactReference;
}

export interface AllCondition extends Labels {
  all: Condition[];
}

export interface AnyCondition extends Labels {
  any: Condition[];
}

export interface NotCondition extends Labels {
  not: Condition;
}

/** Stands for the shared condition of this name. */
export interface SharedReference extends Labels {
  condition: string;
}

/** What a rule's or a shared condition's root may be: json-rules-engine wants a group or a reference there. */
export type RootCondition = AllCondition | AnyCondition | NotCondition | SharedReference;

/** json-rules-engine condition JSON with closed keys: exactly one of the five forms a node. */
export type Condition = RootCondition | Comparison;

const scalar = z.union([z.string().max(caps.textLength), z.number(), z.boolean(), z.null()]);
const labels = {
  name: z.string().min(1).max(200).optional(),
  priority: z.number().int().min(1).max(caps.priority).optional(),
};
const name = z.string().min(1).max(200);
const group = z
  .array(z.lazy(() => conditionSchema))
  .min(1)
  .max(caps.groupSize);

const comparison = z.strictObject({
  fact: name,
  operator: z.enum(CONDITION_OPERATORS),
  value: z.union([scalar, z.array(scalar).min(1).max(caps.listValues), z.strictObject({ fact: name })]),
  ...labels,
});
const all = z.strictObject({ all: group, ...labels });
const any = z.strictObject({ any: group, ...labels });
const not = z.strictObject({ not: z.lazy(() => conditionSchema), ...labels });
const reference = z.strictObject({ condition: name, ...labels });

export const rootConditionSchema: z.ZodType<RootCondition> = z
  .union([all, any, not, reference])
  .meta({ id: 'RuleSetRootCondition' });

/** Recursive: only for documents whose depth was checked (`ruleSetCaps.depth`). */
export const conditionSchema: z.ZodType<Condition> = z
  .union([all, any, not, reference, comparison])
  .meta({ id: 'RuleSetCondition' });
