import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiClient } from '../client/api-client.js';
import { UnreachableError } from '../client/unreachable.js';
import type { CliIo } from '../cli-io.js';
import type { PhaseName } from '@bailiwick/planning';
import { progressDisplay } from './progress.js';
import type { ServicePlan } from './service-plan.js';

interface Step {
  readonly stage: string;
  readonly phase: PhaseName | null;
  readonly done: number | null;
  readonly objective: number | null;
  readonly bound: number | null;
}

const PAUSE_MS = 1_000;
/** A service that starts again goes on with its plans; one that is away for longer does not come back by waiting. */
const ATTEMPTS = 60;

/**
 * Shows on stderr how a plan comes along, until it was made, failed or was cancelled.
 * @returns the plan without its rows
 * @throws UnreachableError when the service stays away for a minute; the plan is made all the same when it is back
 */
export async function followPlan(
  client: ApiClient,
  planId: string,
  io: CliIo,
  terminal: boolean,
): Promise<ServicePlan> {
  const path = `/v1/plans/${encodeURIComponent(planId)}`;
  const display = progressDisplay(io.stderr, terminal, Date.now);
  try {
    for (let failures = 0; ;) {
      try {
        for await (const { data } of client.events(`${path}/progress`)) {
          failures = 0;
          show(JSON.parse(data) as Step, display);
        }
        const plan = await client.get<ServicePlan>(path);
        if (plan.stage !== 'requested') return plan;
      } catch (error) {
        if (!(error instanceof UnreachableError) || ++failures === ATTEMPTS) throw error;
      }
      await sleep(PAUSE_MS);
    }
  } finally {
    display.end();
  }
}

function show({ phase, done, objective, bound }: Step, display: ReturnType<typeof progressDisplay>): void {
  if (phase !== null) display.update({ phase, done: done ?? 0, objective, bound });
}
