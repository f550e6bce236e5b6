import type { PhaseName, PlanProgress } from '@bailiwick/planning';
import { Presets, SingleBar } from 'cli-progress';

const PHASES: Record<PhaseName, string> = {
  read: 'reading',
  compile: 'preparing',
  search: 'searching',
  prove: 'proving',
  verify: 'verifying',
  explain: 'explaining',
};

/** Shows how a plan comes along on stderr: a bar on a terminal, a line for each phase and every few seconds otherwise. */
export interface ProgressDisplay {
  update(progress: PlanProgress): void;
  end(): void;
}

export function progressDisplay(
  stderr: (text: string) => void,
  terminal: boolean,
  now: () => number,
): ProgressDisplay {
  return terminal ? barDisplay() : lineDisplay(stderr, now);
}

function barDisplay(): ProgressDisplay {
  const bar = new SingleBar(
    {
      format: '{phase} [{bar}] {percentage}%  {figures}',
      stream: process.stderr,
      hideCursor: true,
      clearOnComplete: true,
    },
    Presets.shades_classic,
  );
  bar.start(100, 0, { phase: 'reading', figures: '' });
  return {
    update: (p) =>
      bar.update(Math.round(p.done * 100), { phase: PHASES[p.phase].padEnd(10), figures: figures(p) }),
    end: () => bar.stop(),
  };
}

const SECONDS_BETWEEN_LINES = 5;

function lineDisplay(stderr: (text: string) => void, now: () => number): ProgressDisplay {
  let phase: PhaseName | undefined;
  let last = 0;
  return {
    update: (p) => {
      if (p.phase === phase && now() - last < SECONDS_BETWEEN_LINES * 1000) return;
      phase = p.phase;
      last = now();
      stderr(`${PHASES[p.phase]} ${Math.round(p.done * 100)}%  ${figures(p)}\n`);
    },
    end: () => undefined,
  };
}

function figures({ objective, bound }: PlanProgress): string {
  const parts = [];
  if (objective !== null) parts.push(`objective ${objective.toFixed(1)}`);
  if (bound !== null) parts.push(`bound ${bound.toFixed(1)}`);
  return parts.join('  ');
}
