import {
  type EditedBook,
  type PlanningInput,
  previewReoptimised,
  threadedPlanner,
} from '@bailiwick/planning';
import { previewImpact } from '@bailiwick/tiering';
import type { ToldImpact } from './impact-text.js';
import type { ReoptimiseFlags } from './reoptimise-flags.js';

const DEFAULT_SECONDS = 60;

/**
 * The impact of an edit on the book of files, re-optimised where there is input for that.
 * @throws InvalidInputError as `planTerritories`
 */
export async function impactOf(
  edit: Pick<EditedBook, 'inForce' | 'next' | 'book'>,
  input: PlanningInput | undefined,
  flags: ReoptimiseFlags,
): Promise<ToldImpact> {
  if (!input) return previewImpact(edit.inForce, edit.next, edit.book);
  const { timeLimit = DEFAULT_SECONDS, seed = 1, iterations = null } = flags;
  const planner = threadedPlanner();
  // The limit is on the whole command, so the time that Node took to start counts too.
  const spent = (): number => (Date.now() - performance.timeOrigin) / 1000;
  try {
    const options = { seed, iterations, timeLimitSeconds: timeLimit, solver: 'auto' } as const;
    return await previewReoptimised(planner, { ...edit, ...input }, options, spent);
  } finally {
    await planner.close();
  }
}
