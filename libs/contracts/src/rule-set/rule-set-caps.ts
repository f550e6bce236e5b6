/**
 * How large a rule set may be. A document beyond any of these is refused before anything walks it recursively,
 * so that no document can exhaust memory, time or the stack.
 */
export const ruleSetCaps = {
  /** Bytes of the document's text. */
  bytes: 4 * 1024 * 1024,
  /** Nesting of objects and lists in the document. */
  depth: 64,
  /** Values (objects, lists, texts, numbers …) in the document. */
  values: 100_000,
  facts: 500,
  tiers: 50,
  bandsPerFact: 200,
  scores: 100,
  inputsPerScore: 50,
  rules: 1_000,
  sharedConditions: 1_000,
  /** Conditions of one `all` or `any`. */
  groupSize: 1_000,
  /** Values of one `in` or `notIn` list, or of one enumeration. */
  listValues: 10_000,
  /** Nesting of one rule's conditions, shared conditions counted where they are used. */
  conditionDepth: 20,
  /** Conditions of all rules together, shared conditions counted wherever they are used. */
  expandedConditions: 20_000,
  tests: 5_000,
  freezeWindows: 200,
  priority: 1_000_000,
  textLength: 2_000,
} as const;
