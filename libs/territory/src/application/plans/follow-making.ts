import { pause } from '@bailiwick/event-store';
import type { MakingProgress } from './making-board.js';
import type { PlanMaker } from './plan-maker.js';
import type { Plans } from './plans.js';

/** How often to ask for what this process is not told: a plan in the making elsewhere, its end. */
const ASK_MS = 500;

/** @see Territory.making */
export async function* followMaking(
  { maker, plans }: { readonly maker: PlanMaker; readonly plans: Plans },
  planId: string,
  signal: AbortSignal,
): AsyncGenerator<MakingProgress> {
  const told = new Told(signal);
  const unwatch = maker.watch(planId, (progress) => told.put(progress));
  let last = '';
  try {
    while (!signal.aborted) {
      const step = told.take() ?? (await ask());
      if (step && JSON.stringify(step) !== last) {
        last = JSON.stringify(step);
        yield step;
      }
      if (step?.ended) return;
      await told.news(ASK_MS);
    }
  } finally {
    unwatch();
  }

  async function ask(): Promise<MakingProgress | undefined> {
    if ((await plans.get(planId)).stage !== 'requested') return { planId, ended: true };
    return maker.progress(planId);
  }
}

/** The latest that was told and not taken yet. */
class Told {
  private latest: MakingProgress | undefined;
  private waking = new AbortController();

  constructor(private readonly signal: AbortSignal) {}

  put(progress: MakingProgress): void {
    this.latest = progress;
    this.waking.abort();
  }

  take(): MakingProgress | undefined {
    const { latest } = this;
    this.latest = undefined;
    return latest;
  }

  /** Resolves when something was told, or after `ms`. */
  async news(ms: number): Promise<void> {
    if (this.latest) return;
    this.waking = new AbortController();
    await pause(ms, AbortSignal.any([this.waking.signal, this.signal]));
  }
}
