import type { Territory } from '@bailiwick/territory';

const MAX_WAIT_SECONDS = 300;

/** The seconds of `Prefer: wait=SECONDS` (RFC 7240); 0 without it. */
export function secondsToWait(prefer: string | undefined): number {
  const match = /(?:^|[,;\s])wait=(\d{1,6})(?:$|[,;\s])/.exec(prefer ?? '');
  return match ? Math.min(Number(match[1]), MAX_WAIT_SECONDS) : 0;
}

/** Resolves when the plan was made, failed or was cancelled, or after so many seconds. */
export async function untilMade(territory: Territory, planId: string, seconds: number): Promise<void> {
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(), seconds * 1_000);
  try {
    for await (const progress of territory.making(planId, over.signal)) if (progress.ended) return;
  } finally {
    clearTimeout(timer);
  }
}

/** The making of a plan as server-sent events. */
export async function* progressEvents(
  territory: Territory,
  planId: string,
  signal: AbortSignal,
): AsyncGenerator<string> {
  yield 'retry: 3000\n\n';
  for await (const progress of territory.making(planId, signal)) {
    const { stage } = await territory.plans.get(planId);
    const { phase = null, done = null, objective = null, bound = null, blocks } = progress;
    const data = JSON.stringify({ planId, stage, phase, done, objective, bound, blocks });
    yield `event: ${progress.ended ? 'ended' : 'progress'}\ndata: ${data}\n\n`;
  }
}
