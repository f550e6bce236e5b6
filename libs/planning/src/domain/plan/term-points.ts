/** The names of the objective's terms, in the order in which reports show them. */
export const TERM_NAMES = [
  'unassigned',
  'overload',
  'move',
  'pair',
  'avp',
  'fit',
  'balanceHours',
  'balanceArr',
  'balanceRenewals',
  'eligibility',
] as const;

export type TermName = (typeof TERM_NAMES)[number];

/** Points of each term; 0 where it is not used. */
export type TermPoints = Record<TermName, number>;

export function zeroTerms(): TermPoints {
  return Object.fromEntries(TERM_NAMES.map((t) => [t, 0])) as TermPoints;
}

export function totalPoints(terms: TermPoints): number {
  return TERM_NAMES.reduce((sum, t) => sum + terms[t], 0);
}
