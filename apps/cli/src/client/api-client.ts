import { BailiwickError, shorten } from '@bailiwick/kernel';
import { apiError } from './api-error.js';
import type { Connection } from './connection.js';
import { type ServerEvent, serverEvents } from './server-events.js';
import { unreachable } from './unreachable.js';

export type Query = Readonly<Record<string, string | number | undefined>>;

export interface CallOptions {
  readonly query?: Query;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

export interface Answer<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

/** A page of a list as the service gives it. */
interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/**
 * Speaks to a service over HTTP. Every call:
 * @throws ApiError for an answer that is no success
 * @throws UnreachableError `no-service`, `connection-lost`
 * @throws BailiwickError `not-json`
 */
export class ApiClient {
  constructor(readonly connection: Connection) {}

  async get<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> {
    return (await this.call<T>('GET', path, { query, ...(signal ? { signal } : {}) })).body;
  }

  async post<T>(path: string, body: unknown = {}, query: Query = {}): Promise<T> {
    return (await this.call<T>('POST', path, { body, query })).body;
  }

  async call<T>(method: string, path: string, options: CallOptions = {}): Promise<Answer<T>> {
    return this.read(method, path, options, async (response) => ({
      status: response.status,
      headers: response.headers,
      body: parsed<T>(await response.text(), response.url),
    }));
  }

  /** A call that is answered without a body. */
  async remove(path: string, headers: Readonly<Record<string, string>>, body?: unknown): Promise<void> {
    await this.read('DELETE', path, { headers, ...(body === undefined ? {} : { body }) }, () =>
      Promise.resolve(),
    );
  }

  text(path: string): Promise<string> {
    return this.read('GET', path, {}, (response) => response.text());
  }

  /** Every item of a list, page after page. */
  async *list<T>(path: string, query: Query = {}): AsyncGenerator<T> {
    for (let after: string | undefined; ;) {
      const page: Page<T> = await this.get(path, { ...query, limit: 1_000, after });
      yield* page.items;
      if (page.next === null) return;
      after = page.next;
    }
  }

  /** Server-sent events until the service ends the answer. */
  async *events(path: string, signal?: AbortSignal): AsyncGenerator<ServerEvent> {
    const options = { headers: { accept: 'text/event-stream' }, ...(signal ? { signal } : {}) };
    const response = await this.read('GET', path, options, (answer) => Promise.resolve(answer));
    try {
      if (response.body) yield* serverEvents(response.body);
    } catch (error) {
      throw unreachable(this.connection.url, error);
    }
  }

  urlOf(path: string, query: Query = {}): URL {
    const url = new URL(path.replace(/^\//, ''), this.connection.url);
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) url.searchParams.set(name, String(value));
    return url;
  }

  private async read<T>(
    method: string,
    path: string,
    { query, body, headers, signal }: CallOptions,
    take: (response: Response) => Promise<T>,
  ): Promise<T> {
    const url = this.urlOf(path, query);
    try {
      const response = await fetch(url, {
        method,
        // A token must not follow to wherever an answer points.
        redirect: 'manual',
        headers: {
          authorization: `Bearer ${this.connection.token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        ...(signal ? { signal } : {}),
      });
      if (response.ok) return await take(response);
      throw apiError(response.status, await response.text(), url.origin + url.pathname);
    } catch (error) {
      throw isOfFetch(error) ? unreachable(url, error) : error;
    }
  }
}

/** `fetch` tells of every trouble with the connection by a TypeError. */
function isOfFetch(error: unknown): boolean {
  return error instanceof TypeError;
}

function parsed<T>(text: string, url: string): T {
  try {
    return JSON.parse(text) as T;
  } catch {
    throw new BailiwickError('not-json', `${url} answered with something that is no JSON`, {
      value: shorten(text),
      hint: 'Maybe this is not the address of Bailiwick, or a proxy answered for it',
    });
  }
}
