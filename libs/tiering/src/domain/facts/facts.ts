import type { FactValue } from '@bailiwick/contracts';

/** An account's facts by name. Of one rule set they all have the same names in the same order. */
export type Facts = Readonly<Record<string, FactValue>>;
