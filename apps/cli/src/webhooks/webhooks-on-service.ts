import { type CliIo, EXIT, type ExitCode } from '../cli-io.js';
import { ApiClient } from '../client/api-client.js';
import { connectionFrom, type ServerFlags } from '../client/connection.js';

export interface WebhookFlags extends ServerFlags {
  readonly json?: boolean;
}

export interface CreateFlags extends WebhookFlags {
  readonly types?: string;
  readonly description?: string;
  readonly after?: string;
}

export interface RotateFlags extends WebhookFlags {
  readonly overlap?: string;
}

export interface DisableFlags extends WebhookFlags {
  readonly reason?: string;
}

export interface DeliveriesFlags extends WebhookFlags {
  readonly limit?: string;
}

interface Webhook {
  readonly webhookId: string;
  readonly url: string;
  readonly types: readonly string[];
  readonly enabled: boolean;
  readonly disabled: { readonly code: string; readonly text: string } | null;
}

type WithSecret = Webhook & { readonly secret: string };

interface Delivery {
  readonly eventId: string;
  readonly type: string;
  readonly at: string;
  readonly attempt: number;
  readonly status: number | null;
  readonly durationMs: number;
  readonly problem: { readonly code: string; readonly message: string } | null;
  readonly retryAt: string | null;
}

const ROOT = '/v1/webhooks';
const SECRET_NOTE = 'The secret is not told again: keep it where the receiver reads it.\n';

export async function listWebhooks(flags: WebhookFlags, io: CliIo): Promise<ExitCode> {
  const client = await clientOf(flags, io);
  for await (const webhook of client.list<Webhook>(ROOT)) print(webhook, inWords(webhook), flags, io);
  return EXIT.done;
}

export async function createWebhook(url: string, flags: CreateFlags, io: CliIo): Promise<ExitCode> {
  const body = {
    url,
    types: flags.types?.split(',').map((type) => type.trim()),
    description: flags.description,
    after: flags.after === undefined ? undefined : Number(flags.after),
  };
  const made = await (await clientOf(flags, io)).post<WithSecret>(ROOT, body);
  return printSecret(made, flags, io);
}

export async function rotateWebhook(id: string, flags: RotateFlags, io: CliIo): Promise<ExitCode> {
  const body = flags.overlap === undefined ? {} : { overlapSeconds: Number(flags.overlap) };
  const made = await (await clientOf(flags, io)).post<WithSecret>(`${pathOf(id)}/rotate`, body);
  return printSecret(made, flags, io);
}

export async function enableWebhook(id: string, flags: WebhookFlags, io: CliIo): Promise<ExitCode> {
  const webhook = await (await clientOf(flags, io)).post<Webhook>(`${pathOf(id)}/enable`);
  print(webhook, inWords(webhook), flags, io);
  return EXIT.done;
}

export async function disableWebhook(id: string, flags: DisableFlags, io: CliIo): Promise<ExitCode> {
  const body = flags.reason === undefined ? {} : { reason: flags.reason };
  const webhook = await (await clientOf(flags, io)).post<Webhook>(`${pathOf(id)}/disable`, body);
  print(webhook, inWords(webhook), flags, io);
  return EXIT.done;
}

export async function deleteWebhook(id: string, flags: WebhookFlags, io: CliIo): Promise<ExitCode> {
  const client = await clientOf(flags, io);
  await client.remove(pathOf(id), { 'if-match': '*' });
  io.stdout(flags.json ? `${JSON.stringify({ webhookId: id })}\n` : `${id} is deleted\n`);
  return EXIT.done;
}

/** Exits with 1 when the receiver did not take it. */
export async function testWebhook(id: string, flags: WebhookFlags, io: CliIo): Promise<ExitCode> {
  const attempt = await (await clientOf(flags, io)).post<Delivery>(`${pathOf(id)}/test`);
  print(attempt, attemptInWords(attempt), flags, io);
  return attempt.problem === null ? EXIT.done : EXIT.failed;
}

export async function listDeliveries(id: string, flags: DeliveriesFlags, io: CliIo): Promise<ExitCode> {
  const client = await clientOf(flags, io);
  const { items } = await client.get<{ items: readonly Delivery[] }>(`${pathOf(id)}/deliveries`, {
    limit: flags.limit,
  });
  for (const attempt of items) print(attempt, attemptInWords(attempt), flags, io);
  return EXIT.done;
}

function printSecret(made: WithSecret, flags: WebhookFlags, io: CliIo): ExitCode {
  print(made, `${made.webhookId} ${made.secret}`, flags, io);
  io.stderr(SECRET_NOTE);
  return EXIT.done;
}

function print(value: unknown, words: string, { json }: WebhookFlags, io: CliIo): void {
  io.stdout(`${json ? JSON.stringify(value) : words}\n`);
}

function inWords({ webhookId, url, types, enabled, disabled }: Webhook): string {
  const why = disabled === null ? '' : ` (${disabled.code}${disabled.text ? `: ${disabled.text}` : ''})`;
  return `${webhookId} ${enabled ? 'enabled' : `disabled${why}`} ${url} ${types.join(',')}`;
}

function attemptInWords({
  eventId,
  type,
  at,
  attempt,
  status,
  durationMs,
  problem,
  retryAt,
}: Delivery): string {
  const came = problem === null ? `delivered, ${status}` : `${problem.code}: ${problem.message}`;
  const next = retryAt === null ? '' : `, again at ${retryAt}`;
  return `${at} ${eventId} ${type} attempt ${attempt} ${durationMs} ms ${came}${next}`;
}

function pathOf(id: string): string {
  return `${ROOT}/${encodeURIComponent(id)}`;
}

async function clientOf(flags: WebhookFlags, io: CliIo): Promise<ApiClient> {
  return new ApiClient(await connectionFrom(flags, io));
}
