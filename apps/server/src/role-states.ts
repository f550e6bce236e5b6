import type { FactoryProvider } from '@nestjs/common';
import { EVENT_STORE, type EventStore } from '@bailiwick/event-store';
import { ACCOUNT_EVENTS_CONSUMER, type AccountEventsConsumer } from '@bailiwick/lifecycle';
import { PUBLISHED, PUBLISHER, type Publisher, WEBHOOKS, type WebhookService } from '@bailiwick/relay';
import { PROCESS_RUNNER, type ProcessRunner, TERRITORY, type Territory } from '@bailiwick/territory';
import type { z } from 'zod';
import type { ServerRole } from './config/config.schema.js';
import type { roleStateSchema } from './http/answers/health.schema.js';

export type RoleState = z.output<typeof roleStateSchema>;

/** What each role of this process is doing, given the last position of the log. */
export type RoleStates = (head: number) => Promise<Partial<Record<ServerRole, RoleState>>>;

/** The token under which the states of the roles are injected. */
export const ROLE_STATES = Symbol('ROLE_STATES');

interface Workers {
  readonly store: EventStore;
  readonly runner: ProcessRunner;
  readonly territory: Territory;
  readonly webhooks: WebhookService;
  readonly consumer: AccountEventsConsumer | undefined;
  readonly publisher: Publisher | undefined;
}

export function roleStates(roles: readonly ServerRole[]): FactoryProvider<RoleStates> {
  return {
    provide: ROLE_STATES,
    inject: [
      EVENT_STORE,
      PROCESS_RUNNER,
      TERRITORY,
      WEBHOOKS,
      { token: ACCOUNT_EVENTS_CONSUMER, optional: true },
      { token: PUBLISHER, optional: true },
    ],
    useFactory: (
      store: EventStore,
      runner: ProcessRunner,
      territory: Territory,
      webhooks: WebhookService,
      consumer?: AccountEventsConsumer,
      publisher?: Publisher,
    ) => {
      const workers: Workers = { store, runner, territory, webhooks, consumer, publisher };
      return async (head) => {
        const states = roles.map(async (role) => [role, await STATE_OF[role](workers, head)] as const);
        return Object.fromEntries(await Promise.all(states)) as Partial<Record<ServerRole, RoleState>>;
      };
    },
  };
}

const STATE_OF: Readonly<
  Record<ServerRole, (workers: Workers, head: number) => RoleState | Promise<RoleState>>
> = {
  api: () => ({ state: 'working' }),
  ingest: ({ consumer }) =>
    consumer ? (inTrouble(consumer.trouble) ?? { state: 'working' }) : { state: 'idle', why: NO_BROKERS },
  process: async ({ runner }, head) => {
    const behind = Math.max(0, head - (await runner.decidedPosition()));
    // What went wrong may name what is in the log: this is open to anybody.
    const trouble = inTrouble(runner.trouble && 'it cannot go on; what it logs tells why');
    const state = runner.duty === 'working' ? 'working' : 'standing-by';
    return { ...(trouble ?? { state }), behind };
  },
  plan: ({ territory }) => {
    const { making, helping } = territory.maker;
    if (helping !== undefined) return { state: 'working', helping };
    return making.length > 0 ? { state: 'working', making: [...making] } : { state: 'idle' };
  },
  relay: async ({ store, webhooks, publisher }, head) => {
    // Webhooks are delivered without a broker, too; how far each has come is told by its own route.
    if (!publisher) return { state: webhooks.duty };
    const behind = Math.max(0, head - (await store.checkpoints.load(PUBLISHED)));
    const state = publisher.publishes ? 'working' : 'standing-by';
    return { ...(inTrouble(publisher.trouble) ?? { state }), behind };
  },
};

const NO_BROKERS = 'no brokers are configured';

function inTrouble(why: string | undefined): RoleState | undefined {
  return why === undefined ? undefined : { state: 'in-trouble', why };
}
