/** How a book is to be re-optimised after an edit of the rules, if it is. */
export interface ReoptimiseFlags {
  readonly reOptimise?: boolean;
  /** Seconds for the whole command; default 60. */
  readonly timeLimit?: number;
  readonly iterations?: number;
  readonly seed?: number;
}
