import { InvalidInputError, type Problem } from '@bailiwick/kernel';
import { type EditedBook, previewReoptimised, threadedPlanner } from '@bailiwick/planning';
import { previewImpact } from '@bailiwick/tiering';
import type { CliIo } from '../cli-io.js';
import { readInputs } from '../plan/read-inputs.js';
import type { ImpactFlags } from './impact-rules.js';
import type { ToldImpact } from './impact-text.js';

const DEFAULT_SECONDS = 60;
const WITHOUT_CSMS: Problem = {
  code: 'missing-option',
  message: 'without CSMs there is nobody to re-optimise the book for',
  expected: 'rules impact … --re-optimise --csms C.csv',
};

/**
 * The impact of an edit on the book of files, re-optimised where that is wanted.
 * @returns problems instead when the files cannot be planned with
 */
export async function impactOf(
  edit: Pick<EditedBook, 'inForce' | 'next' | 'book'>,
  flags: ImpactFlags,
  io: CliIo,
): Promise<{ readonly impact?: ToldImpact; readonly problems?: readonly Problem[] }> {
  if (!flags.reOptimise) return { impact: await previewImpact(edit.inForce, edit.next, edit.book) };
  const { csms, against, timeLimit = DEFAULT_SECONDS, seed = 1, iterations = null } = flags;
  if (csms === undefined) throw new InvalidInputError([WITHOUT_CSMS]);
  const { input, problems } = await readInputs({ ...flags, csms, rules: against }, edit.book.on, false, io);
  if (!input) return { problems };
  const planner = threadedPlanner();
  // The limit is on the whole command, so the time that Node took to start counts too.
  const spent = (): number => (Date.now() - performance.timeOrigin) / 1000;
  try {
    const options = { seed, iterations, timeLimitSeconds: timeLimit, solver: 'auto' } as const;
    return { impact: await previewReoptimised(planner, { ...edit, ...input }, options, spent) };
  } finally {
    await planner.close();
  }
}
