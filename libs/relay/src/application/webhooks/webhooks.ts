import { createHash } from 'node:crypto';
import { type OutgoingType, type WebhookCreatedData, WEBHOOK_LIMITS } from '@bailiwick/contracts';
import {
  appendDecided,
  type EventStore,
  LiveProjection,
  NoStream,
  type Projection,
  startedBy,
} from '@bailiwick/event-store';
import { type Actor, BailiwickError, type Clock, type IdSource, InvalidInputError } from '@bailiwick/kernel';
import { WebhookBoard } from '../../domain/webhooks/webhook-board.js';
import {
  decideWebhook,
  type WebhookChange,
  type WebhookCommand,
  type WebhookDecision,
} from '../../domain/webhooks/webhook.decider.js';
import { type Webhook, webhookStream } from '../../domain/webhooks/webhook-state.js';
import type { AddressPolicy } from './ports.js';
import type { Secrets } from './signing.js';

/** How an endpoint is wanted. */
export interface NewWebhook {
  readonly url: string;
  readonly types: readonly OutgoingType[];
  readonly description?: string | null | undefined;
  /** Default: only what happens from now on. */
  readonly after?: number | undefined;
  readonly enabled?: boolean | undefined;
}

/** An endpoint with a secret that is told this once. */
export interface WithSecret {
  readonly webhook: Webhook;
  /** `whsec_…`: not to be kept, not to be logged. */
  readonly secret: string;
}

export interface WebhooksDependencies {
  readonly store: EventStore;
  readonly ids: IdSource;
  readonly clock: Pick<Clock, 'now'>;
  readonly secrets: Secrets;
  readonly addresses: AddressPolicy;
}

const BOARD: Projection<WebhookBoard> = {
  name: 'webhook-board',
  reducerVersion: 1,
  initial: () => new WebhookBoard(),
  apply: (board, commit) => (board.apply(commit), board),
  encode: (board) => new TextEncoder().encode(JSON.stringify(board.list())),
  decode: (bytes) => new WebhookBoard(JSON.parse(new TextDecoder().decode(bytes)) as Webhook[]),
};
/** So long a request that is repeated under its key is answered with its secret again. */
const REPEATABLE_MS = 24 * 3_600_000;

/** Endpoints in the log: a stream for each. */
export class Webhooks {
  private readonly board: LiveProjection<WebhookBoard>;

  constructor(private readonly deps: WebhooksDependencies) {
    this.board = new LiveProjection(deps.store, BOARD);
  }

  /** The position of the log up to which `list` answered last. */
  get position(): number {
    return this.board.position;
  }

  /** The oldest first. */
  async list(): Promise<readonly Webhook[]> {
    return (await this.board.read()).list();
  }

  /** @throws BailiwickError `not-found` */
  async get(webhookId: string): Promise<Webhook> {
    const webhook = (await this.board.read()).get(webhookId);
    if (webhook) return webhook;
    const shown = webhookId.slice(0, 100);
    throw new BailiwickError('not-found', `there is no webhook ${shown}`, {
      value: shown,
      expected: 'the id of a webhook',
    });
  }

  /**
   * @param once a name of the request that no other has: repeated within 24 hours, it has the effect of once, and the
   * same answer
   * @throws InvalidInputError for an address that may not be called, or a position beyond the head
   * @throws BailiwickError `too-many-webhooks`; `idempotency-key-reused` where `once` was the name of something else
   */
  async create(request: NewWebhook, actor: Actor, once?: string): Promise<WithSecret> {
    const { store, ids, secrets } = this.deps;
    this.demandAddress(request.url);
    const webhookId = `wh-${hash('webhook', once ?? ids.next()).slice(0, 24)}`;
    await this.demandRoom(webhookId);
    if (request.after !== undefined) await this.demandPosition(request.after);
    const secret = await secrets.make(webhookId, once === undefined ? undefined : hash('secret', once));
    const data: WebhookCreatedData = {
      webhookId,
      url: request.url,
      types: [...request.types],
      description: request.description ?? null,
      after: request.after ?? null,
      enabled: request.enabled ?? true,
      secret: secret.ref,
    };
    const event = this.event({ type: 'WebhookCreated', data }, webhookId, actor);
    const { recordedAt } = await store.append(webhookStream(webhookId), NoStream, [event], {
      idempotencyKey: `webhook-created:${webhookId}`,
    });
    this.demandRecent(recordedAt);
    return { webhook: await this.get(webhookId), secret: secret.text };
  }

  /**
   * A new secret; the ones before it go on signing for `overlapSeconds`.
   * @param once as of `create`
   */
  async rotate(webhookId: string, overlapSeconds: number, actor: Actor, once?: string): Promise<WithSecret> {
    const { secrets } = this.deps;
    const secretId = once === undefined ? undefined : hash('secret', once);
    const { ref, text } = await secrets.make(webhookId, secretId);
    const command = { do: 'rotate', secret: ref, overlapSeconds } as const;
    const webhook = await this.command(webhookId, command, actor);
    const since = webhook.secrets.find((known) => known.secretId === ref.secretId)?.since;
    this.demandRecent(since ?? 0);
    return { webhook, secret: text };
  }

  /**
   * @param revision of the endpoint that was edited, where somebody else's change must not be overwritten
   * @throws InvalidInputError for an address that may not be called
   * @throws BailiwickError `not-found`, `webhook-changed`
   */
  async change(webhookId: string, change: WebhookChange, actor: Actor, revision?: number): Promise<Webhook> {
    if (change.url !== undefined) this.demandAddress(change.url);
    return this.command(webhookId, { do: 'change', change }, actor, revision);
  }

  /**
   * Deliveries go on after another position of the log.
   * @throws BailiwickError `not-found`, `webhook-position`
   */
  async rewind(webhookId: string, after: number, actor: Actor): Promise<Webhook> {
    const { position: head } = await this.deps.store.head();
    return this.command(webhookId, { do: 'rewind', after, head }, actor);
  }

  /** @throws BailiwickError `not-found`, `webhook-changed` */
  async delete(webhookId: string, actor: Actor, revision?: number): Promise<void> {
    await this.carryOut(webhookId, { do: 'delete' }, actor, revision);
  }

  /**
   * Carries a command out; one that was carried out before changes nothing.
   * @throws BailiwickError `not-found`, `webhook-changed`, and as `decideWebhook`
   */
  async command(
    webhookId: string,
    command: WebhookCommand,
    actor: Actor,
    revision?: number,
  ): Promise<Webhook> {
    await this.carryOut(webhookId, command, actor, revision);
    return this.get(webhookId);
  }

  /** Puts the board aside, so that the next start is quick. */
  save(): Promise<void> {
    return this.board.save();
  }

  private async carryOut(
    webhookId: string,
    command: WebhookCommand,
    actor: Actor,
    revision: number | undefined,
  ): Promise<void> {
    await appendDecided(this.deps.store, async () => {
      const webhook = await this.get(webhookId);
      if (revision !== undefined && revision !== webhook.revision) throw changedMeanwhile(webhook, revision);
      return {
        stream: webhookStream(webhookId),
        expectedVersion: webhook.revision,
        events: decideWebhook(webhook, command).map((made) => this.event(made, webhookId, actor)),
        idempotencyKey: keyOf(webhook, command),
      };
    });
  }

  private demandAddress(url: string): void {
    const refusal = this.deps.addresses.refusal(url);
    if (refusal === undefined) return;
    throw new InvalidInputError([
      {
        code: 'address-refused',
        message: `this address may not be called: ${refusal}`,
        pointer: '/url',
        value: url.slice(0, 200),
        expected: 'an https address in the public internet',
        hint: 'Maybe allow it by WEBHOOKS_ALLOW_PRIVATE, if it is yours',
      },
    ]);
  }

  private async demandRoom(webhookId: string): Promise<void> {
    const board = await this.board.read();
    if (board.get(webhookId) || board.list().length < WEBHOOK_LIMITS.endpoints) return;
    throw new BailiwickError('too-many-webhooks', `there are ${WEBHOOK_LIMITS.endpoints} webhooks already`, {
      expected: `at most ${WEBHOOK_LIMITS.endpoints}`,
      hint: 'Maybe delete one that is not used any more; a reader of the feed needs none',
    });
  }

  private async demandPosition(after: number): Promise<void> {
    const { position: head } = await this.deps.store.head();
    if (after <= head) return;
    throw new InvalidInputError([
      {
        code: 'webhook-position',
        message: `position ${after} is not in the log yet`,
        pointer: '/after',
        value: after,
        expected: `a position from 0 to ${head}`,
      },
    ]);
  }

  /** A secret is told when it is made, and to who repeats the request because the answer was lost. */
  private demandRecent(madeAt: number): void {
    if (this.deps.clock.now() - madeAt < REPEATABLE_MS) return;
    throw new BailiwickError('idempotency-key-reused', 'this key was used more than 24 hours ago', {
      expected: 'a new key',
      hint: 'Maybe the secret of that request was lost: rotate it',
    });
  }

  private event({ type, data }: WebhookDecision, webhookId: string, actor: Actor) {
    return { id: this.deps.ids.next(), type, v: 1, data, meta: startedBy(actor, webhookId) };
  }
}

function keyOf({ webhookId, revision }: Webhook, command: WebhookCommand): string {
  if (command.do === 'rotate') return `webhook-rotated:${webhookId}:${command.secret.secretId}`;
  return `webhook:${webhookId}:${revision + 1}`;
}

function hash(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

function changedMeanwhile({ webhookId, revision }: Webhook, given: number): BailiwickError {
  return new BailiwickError('webhook-changed', `somebody else changed webhook ${webhookId} meanwhile`, {
    value: given,
    expected: `revision ${revision}`,
    hint: 'Maybe read it again and repeat your change',
  });
}
