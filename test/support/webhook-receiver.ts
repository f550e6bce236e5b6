import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';

/** What a receiver was sent. */
export interface Received {
  readonly id: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly path: string;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Answers a request that was read; what it returns nothing for, it has answered itself, or never will. */
export type Behaviour = (
  received: Received,
  response: ServerResponse,
) => Reply | undefined | Promise<Reply | undefined>;

const accepted: Behaviour = () => ({ status: 204 });

/** Somebody else's server: an HTTP server that keeps what it is sent. */
export class WebhookReceiver {
  readonly received: Received[] = [];
  private readonly server = createServer((request, response) => void this.take(request, response));
  private readonly watchers = new Set<() => void>();

  private constructor(public behaviour: Behaviour) {}

  static async start(behaviour: Behaviour = accepted): Promise<WebhookReceiver> {
    const receiver = new WebhookReceiver(behaviour);
    receiver.server.listen(0, '127.0.0.1');
    await once(receiver.server, 'listening');
    return receiver;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/hook`;
  }

  /** Ids in the order in which they came, repeats included. */
  get ids(): string[] {
    return this.received.map(({ id }) => id);
  }

  /** Resolves when so many requests were read. */
  async got(count: number): Promise<readonly Received[]> {
    await this.until(() => this.received.length >= count);
    return this.received;
  }

  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>((wake) => this.watchers.add(wake));
  }

  async close(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    if (this.server.listening) await once(this.server, 'close');
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      return;
    }
    const headers = textsOf(request.headers);
    const body = Buffer.concat(chunks).toString();
    const received = { id: headers['webhook-id'] ?? '', headers, body, path: request.url ?? '' };
    this.received.push(received);
    const reply = await this.behaviour(received, response);
    if (reply) response.writeHead(reply.status, reply.headers).end(reply.body);
    for (const wake of this.watchers) wake();
    this.watchers.clear();
  }
}

/** Verified by a library that is not ours. @returns the event @throws WebhookVerificationError */
export function verified(secret: string, { body, headers }: Received): Record<string, unknown> {
  return new Webhook(secret).verify(body, { ...headers }) as Record<string, unknown>;
}

function textsOf(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
