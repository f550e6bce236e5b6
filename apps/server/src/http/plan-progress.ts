import type { MakingProgress, Territory } from '@bailiwick/territory';

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
    for await (const progress of making(territory, planId, over.signal)) if (progress.ended) return;
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
  for await (const progress of making(territory, planId, signal)) {
    const { stage } = await territory.plans.get(planId);
    const { phase = null, done = null, objective = null, bound = null } = progress;
    const data = JSON.stringify({ planId, stage, phase, done, objective, bound });
    yield `event: ${progress.ended ? 'ended' : 'progress'}\ndata: ${data}\n\n`;
  }
}

/** Every step from now on, the latest where steps come faster than they are taken; ends with `ended`. */
async function* making(
  territory: Territory,
  planId: string,
  signal: AbortSignal,
): AsyncGenerator<MakingProgress> {
  let latest: MakingProgress | undefined;
  let wake: () => void = () => undefined;
  const news = (progress: MakingProgress): void => {
    latest = progress;
    wake();
  };
  const unwatch = territory.maker.watch(planId, news);
  const stop = (): void => wake();
  signal.addEventListener('abort', stop);
  try {
    // It may have been made between the request and the watching.
    if ((await territory.plans.get(planId)).stage !== 'requested') latest = { planId, ended: true };
    while (!signal.aborted) {
      if (!latest) await new Promise<void>((resolve) => (wake = resolve));
      if (!latest) continue;
      const step: MakingProgress = latest;
      latest = undefined;
      yield step;
      if (step.ended) return;
    }
  } finally {
    signal.removeEventListener('abort', stop);
    unwatch();
  }
}
