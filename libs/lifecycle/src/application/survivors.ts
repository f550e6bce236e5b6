import { streamOf } from '@bailiwick/contracts';
import { liveEvents, type SubjectHistory } from '../domain/subject-history.js';

const MAX_CHAIN = 1_000;

/**
 * `accountId`, the account that it was merged into, and so on to the last survivor.
 * @param historyOf a stream's history, with what is about to be recorded
 */
export async function survivorsOf(
  accountId: string,
  historyOf: (stream: string) => Promise<SubjectHistory>,
): Promise<string[]> {
  const chain = [accountId];
  while (chain.length < MAX_CHAIN) {
    const next = mergedInto(await historyOf(streamOf('account', chain.at(-1)!)));
    if (next === undefined || chain.includes(next)) break;
    chain.push(next);
  }
  return chain;
}

/** The account that an account was last merged into. */
export function mergedInto(history: SubjectHistory): string | undefined {
  const merge = liveEvents(history).findLast((event) => event.type === 'AccountMerged');
  return merge?.type === 'AccountMerged' ? merge.data.data.intoAccountId : undefined;
}
