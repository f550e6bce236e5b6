import { RECORDED_VERSIONS, recordedDataSchemas } from '@bailiwick/contracts';
import type { Commit, NewEvent } from '@bailiwick/event-store';
import { decision } from '../../testing/decisions.js';
import { WebhookBoard } from './webhook-board.js';
import { decideWebhook, type WebhookCommand } from './webhook.decider.js';
import { checkpointName, signingSecrets, type Webhook } from './webhook-state.js';

const ID = 'wh-12345678';
const HOUR = 3_600_000;
const secret = (name: string) => ({ secretId: name, fingerprint: `of-${name}` });
const CREATED = decision('WebhookCreated', {
  webhookId: ID,
  url: 'https://a.example/',
  types: ['tier.changed.v1'],
  description: null,
  after: null,
  enabled: true,
  secret: secret('s1'),
});

/** A board and its log: every command is decided on what the ones before led to. */
class Story {
  readonly board = new WebhookBoard();
  readonly types: string[] = [];
  private version = 0;
  private position = 10;

  constructor() {
    this.record([CREATED], 0);
  }

  get webhook(): Webhook {
    return this.board.get(ID)!;
  }

  when(command: WebhookCommand, at = 0): this {
    const decided = decideWebhook(this.webhook, command);
    this.types.push(...decided.map(({ type }) => type));
    if (decided.length > 0)
      this.record(
        decided.map(({ type, data }) => decision(type, data as object)),
        at,
      );
    return this;
  }

  private record(events: readonly NewEvent[], recordedAt: number): void {
    for (const { type, data } of events) expect(recordedDataSchemas[type]![1]!.parse(data)).toEqual(data);
    const from = this.version + 1;
    this.version += events.length;
    const recorded = events.map((event, i) => ({ ...event, version: from + i }));
    const place = { position: ++this.position, n: from, from, to: this.version };
    const commit = { stream: `webhook-${ID}`, key: `${from}`, hash: '', recordedAt, events: recorded };
    this.board.apply({ ...place, ...commit } satisfies Commit);
  }
}

describe('an endpoint', () => {
  const rotate = (name: string, overlapSeconds: number) =>
    ({ do: 'rotate', secret: secret(name), overlapSeconds }) as const;
  const reason = { code: 'manual', text: '' } as const;
  const repeats: readonly (readonly [WebhookCommand, string])[] = [
    [{ do: 'change', change: { url: 'https://b.example/', description: 'x' } }, 'WebhookChanged'],
    [rotate('s2', 60), 'WebhookSecretRotated'],
    [{ do: 'disable', reason }, 'WebhookDisabled'],
  ];

  it.each(repeats)('does not do twice: %j', (command, type) => {
    expect(new Story().when(command).when(command).types).toEqual([type]);
  });

  it('is told of from its own commit on, unless it was said otherwise', () => {
    const story = new Story();
    expect([story.webhook.after, checkpointName(story.webhook)]).toEqual([11, `webhook:${ID}:0`]);
    story.when({ do: 'rewind', after: 3, head: 20 });
    expect([story.webhook.after, checkpointName(story.webhook)]).toEqual([3, `webhook:${ID}:1`]);
    expect(() => story.when({ do: 'rewind', after: 21, head: 20 })).toThrow('not in the log');
  });

  it('keeps only what is other than before, and takes the order of types for nothing', () => {
    const story = new Story().when({ do: 'change', change: { types: ['tier.changed.v1'] } });
    expect([story.types, story.webhook.revision]).toEqual([[], 1]);
    story.when({ do: 'change', change: { url: 'https://a.example/', types: ['plan.approved.v1'] } });
    expect(story.webhook).toMatchObject({
      url: 'https://a.example/',
      types: ['plan.approved.v1'],
      revision: 2,
    });
  });

  it('signs with a rotated secret until its overlap ends, and no longer than was said before', () => {
    const names = (webhook: Webhook, at: number): string[] =>
      signingSecrets(webhook, at).map(({ secretId }) => secretId);
    const story = new Story().when(rotate('s2', 3_600), 0).when(rotate('s3', 10 * 3_600), HOUR / 2);
    expect(names(story.webhook, HOUR / 2)).toEqual(['s3', 's2', 's1']);
    expect(names(story.webhook, HOUR)).toEqual(['s3', 's2']);
    expect(names(story.webhook, 11 * HOUR)).toEqual(['s3']);
    expect(names(story.when(rotate('s4', 0), HOUR).webhook, HOUR)).toEqual(['s4']);
    for (let n = 5; n < 15; n++) story.when(rotate(`s${n}`, 3_600), HOUR);
    expect(names(story.webhook, HOUR)).toEqual(['s14', 's13', 's12', 's11']);
  });

  it('is enabled and disabled with a reason, and gone when it is deleted', () => {
    const story = new Story()
      .when({ do: 'enable' })
      .when({ do: 'disable', reason: { code: 'gone', text: '410' } });
    expect(story.webhook).toMatchObject({ enabled: false, disabled: { code: 'gone', text: '410' } });
    expect(story.when({ do: 'enable' }).webhook).toMatchObject({ enabled: true, disabled: null });
    story.when({ do: 'delete' });
    expect(story.board.list()).toEqual([]);
  });

  it('records nothing that the store does not know', () => {
    const known = RECORDED_VERSIONS.filter(({ type }) => type.startsWith('Webhook'));
    expect(known).toHaveLength(7);
  });
});
