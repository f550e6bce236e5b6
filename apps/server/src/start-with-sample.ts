import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { incomingTypeOf } from '@bailiwick/contracts';
import { EVENT_STORE, type EventStore } from '@bailiwick/event-store';
import type { Actor, IsoDate } from '@bailiwick/kernel';
import { fileSource, LIFECYCLE, type Lifecycle } from '@bailiwick/lifecycle';
import {
  ListPlans,
  PROCESS_RUNNER,
  type ProcessRunner,
  RequestPlan,
  TERRITORY,
  type Territory,
} from '@bailiwick/territory';
import type { RunningServer } from './bootstrap.js';

const ACTOR: Actor = { id: 'system:sample', role: 'admin' };

/** The sample company's own day: its events end just before it, and its first plan is made for it. */
export const SAMPLE_DAY = '2026-10-01' as IsoDate;
const SAMPLE_PLAN_SECONDS = 30;

/**
 * Loads the sample company into a log that holds nothing yet, and proposes a first plan where there is none.
 * Both pick up where a start that was broken off had come to: events that are there already are repeats.
 */
export async function loadSample(
  { app }: RunningServer,
  folder: string,
  say: (text: string) => void,
): Promise<void> {
  const store = app.get<EventStore>(EVENT_STORE, { strict: false });
  const file = join(folder, 'events.ndjson');
  if (!existsSync(file)) return say(`there is no sample company at ${folder}; starting without it`);
  const { done, fresh } = await sampleState(store);
  if (done) return;
  if (fresh) say('first start: loading the sample company (18 months of events) …');
  const lifecycle = app.get<Lifecycle>(LIFECYCLE, { strict: false });
  const counts = await lifecycle.importEvents(fileSource(file), ACTOR);
  say(`loaded ${counts.recorded} events`);
  say('deciding tiers and owners as the events tell …');
  await app.get<ProcessRunner>(PROCESS_RUNNER, { strict: false }).caughtUp();
  const plans = await app.get(QueryBus, { strict: false }).execute(new ListPlans());
  if (!plans.some(({ requested }) => requested)) {
    say(`proposing a first plan for it as of ${SAMPLE_DAY} (at most ${SAMPLE_PLAN_SECONDS} s) …`);
    const request = { asOf: SAMPLE_DAY, timeLimitSeconds: SAMPLE_PLAN_SECONDS };
    await app.get(CommandBus, { strict: false }).execute(new RequestPlan(request, ACTOR));
    await app.get<Territory>(TERRITORY, { strict: false }).maker.idle();
  }
  await store.checkpoints.save(MARK, (await store.head()).position);
}

/** A checkpoint under this name means: the sample was loaded in full, or the log was somebody's own before. */
const MARK = 'sample-company';

async function sampleState(store: EventStore): Promise<{ done: boolean; fresh: boolean }> {
  if ((await store.checkpoints.load(MARK)) > 0) return { done: true, fresh: false };
  for await (const { events } of store.readAll(0)) {
    // Leases and timers are there before anybody has sent anything.
    if (!events.some(({ type }) => incomingTypeOf(type) !== undefined)) continue;
    return { done: events.some(({ meta }) => meta.actor.id !== ACTOR.id), fresh: false };
  }
  return { done: false, fresh: true };
}
