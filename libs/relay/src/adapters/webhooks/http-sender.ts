import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import {
  Agent as HttpAgent,
  type ClientRequest,
  type IncomingMessage,
  request as httpRequest,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import type { WebhookRequest, WebhookSender } from '../../application/webhooks/ports.js';
import { type Attempted, retryAfterMs } from '../../domain/webhooks/retry.js';
import { type AddressGuard, hostOf } from './address-guard.js';

/** Looks a host up; every address that it has. */
export type Resolver = (
  host: string,
  done: (error: Error | null, addresses: readonly LookupAddress[]) => void,
) => void;

export interface HttpSenderOptions {
  readonly guard: AddressGuard;
  readonly now: () => number;
  /** From the look-up to the head of the answer, in ms. */
  readonly timeoutMs?: number;
  /** So much of an answer is read, in bytes, so that the connection can be used again; then it is cut. */
  readonly answerBytes?: number;
  readonly resolver?: Resolver;
}

const DEFAULTS = { timeoutMs: 15_000, answerBytes: 64 * 1_024, resolver: resolve };
const AGENT = { keepAlive: true, maxFreeSockets: 128, scheduling: 'lifo' } as const;

class RefusedAddressError extends Error {}
class TimeoutError extends Error {}

/**
 * Posts over HTTP/1.1. The guard judges every address that a look-up gives, and the connection is made to one of
 * those that passed: there is no second look-up that could say something else. Redirections are not followed.
 */
export class HttpSender implements WebhookSender {
  private readonly options;
  private readonly agents = { 'http:': new HttpAgent(AGENT), 'https:': new HttpsAgent(AGENT) };

  constructor(options: HttpSenderOptions) {
    this.options = { ...DEFAULTS, ...options };
  }

  async send(request: WebhookRequest): Promise<Attempted> {
    const url = new URL(request.url);
    const host = hostOf(url);
    // Nothing is looked up for an address that is written out.
    const refusal = isIP(host) ? this.options.guard.refusalOf(url, host) : undefined;
    if (refusal !== undefined) return failed(new RefusedAddressError(refusal));
    for (let fresh = false; ; fresh = true) {
      const { attempted, unusedConnection } = await this.post(url, request);
      // The receiver closed a kept connection just as it was taken up again: nothing was said about this event.
      if (!unusedConnection || fresh) return attempted;
    }
  }

  close(): void {
    for (const agent of Object.values(this.agents)) agent.destroy();
  }

  private post(
    url: URL,
    { headers, body, signal }: WebhookRequest,
  ): Promise<{ readonly attempted: Attempted; readonly unusedConnection?: boolean }> {
    return new Promise((resolvePost) => {
      const request = this.open(url, { ...headers, 'content-length': String(Buffer.byteLength(body)) });
      const { timeoutMs } = this.options;
      const late = (): void => void request.destroy(new TimeoutError(`no answer within ${timeoutMs} ms`));
      const deadline = setTimeout(late, timeoutMs);
      const abort = (): void => void request.destroy(new Error('the service is ending'));
      const settle = (attempted: Attempted, unusedConnection = false): void => {
        clearTimeout(deadline);
        signal.removeEventListener('abort', abort);
        resolvePost({ attempted, unusedConnection });
      };
      signal.addEventListener('abort', abort);
      request.on('error', (error: NodeJS.ErrnoException) =>
        settle(failed(error), request.reusedSocket && error.code === 'ECONNRESET'),
      );
      request.on('response', (response) => {
        this.readAway(response);
        settle(this.answered(response));
      });
      if (signal.aborted) abort();
      request.end(body);
    });
  }

  private open(url: URL, headers: Readonly<Record<string, string>>): ClientRequest {
    const protocol = url.protocol === 'http:' ? 'http:' : 'https:';
    const make = protocol === 'http:' ? httpRequest : httpsRequest;
    return make(url, {
      method: 'POST',
      headers,
      agent: this.agents[protocol],
      lookup: this.guardedLookup(url),
    });
  }

  private guardedLookup(url: URL): LookupFunction {
    const { guard, resolver } = this.options;
    return (host, { all }, done) => {
      resolver(host, (error, found) => {
        const refusals = found.map(({ address }) => guard.refusalOf(url, address));
        const permitted = found.filter((_, index) => refusals[index] === undefined);
        const [first] = permitted;
        if (error) done(error, '', 0);
        else if (!first) done(new RefusedAddressError(refusals[0] ?? 'no address was found'), '', 0);
        else if (all) done(null, [...permitted]);
        else done(null, first.address, first.family);
      });
    };
  }

  private answered({ statusCode = 0, headers }: IncomingMessage): Attempted {
    const wait = retryAfterMs(headers['retry-after'], this.options.now());
    return { kind: 'answered', status: statusCode, ...(wait === undefined ? {} : { retryAfterMs: wait }) };
  }

  /** The status has said it all. */
  private readAway(response: IncomingMessage): void {
    const { answerBytes, timeoutMs } = this.options;
    let bytes = 0;
    response.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > answerBytes) response.destroy();
    });
    response.on('error', () => undefined);
    const deadline = setTimeout(() => response.destroy(), timeoutMs).unref();
    response.once('close', () => clearTimeout(deadline));
  }
}

function resolve(host: string, done: Parameters<Resolver>[1]): void {
  systemLookup(host, { all: true }, (error, addresses) => done(error, addresses ?? []));
}

function failed(error: NodeJS.ErrnoException): Attempted {
  if (error instanceof RefusedAddressError)
    return { kind: 'failed', code: 'address-refused', message: `not called: ${error.message}` };
  const code = error instanceof TimeoutError ? 'timeout' : 'no-connection';
  return { kind: 'failed', code, message: error.message || (error.code ?? 'the connection failed') };
}
