import { createHash } from 'node:crypto';
import { type CallHandler, type ExecutionContext, type NestInterceptor, SetMetadata } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';
import type { AuthenticatedRequest } from '@bailiwick/access';
import { BailiwickError, InvalidInputError, shorten } from '@bailiwick/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { catchError, from, mergeMap, of, type Observable } from 'rxjs';
import { problemOf } from '../problem.filter.js';
import type { IdempotentAnswers, KeptAnswer } from './idempotent-answers.port.js';

const REPEATS = 'bailiwick:repeats';
type Repeats = 'recognised' | 'harmless';

/** A POST that recognises repeats by itself: an `Idempotency-Key` is not looked at. */
export const RecognisesRepeats = () => SetMetadata(REPEATS, 'recognised' satisfies Repeats);

/**
 * A POST that may be carried out twice with the effect of once. When the process ended while it worked on such a
 * request, a repeat under the same `Idempotency-Key` is carried out, not refused.
 */
export const HarmlessToRepeat = () => SetMetadata(REPEATS, 'harmless' satisfies Repeats);

/**
 * A request after the interceptor; under an `Idempotency-Key` it has an id for what it makes, the same for every repeat
 * within 24 hours, over a crash and on every process, so that a route that uses it is harmless to repeat.
 */
export interface RequestWithKey extends AuthenticatedRequest {
  stableId?: string;
}

type Request = FastifyRequest & RequestWithKey;

const STABLE_ID_CHARACTERS = 24;
const KEY = /^[\x21-\x7e]{1,255}$/;
const JSON_TYPE = 'application/json; charset=utf-8';

/**
 * Carries out a POST under an `Idempotency-Key` once: the same user's same request under the same key gets the first
 * answer again, marked `Idempotent-Replayed: true`. Kept are successes and failures of our own (500), after which
 * nobody knows what was done; a request that was refused did nothing and gives its key back.
 */
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(
    private readonly answers: IdempotentAnswers,
    private readonly reflector: Reflector,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const http = context.switchToHttp();
    const request = http.getRequest<Request>();
    const key = request.headers['idempotency-key'];
    if (request.method !== 'POST' || key === undefined) return next.handle();
    const repeats = this.reflector.get<Repeats | undefined>(REPEATS, context.getHandler());
    if (repeats === 'recognised') return next.handle();
    const name = nameOf(request, readKey(key));
    const claim = await this.answers.claim(name, fingerprintOf(request), {
      repeatable: repeats === 'harmless',
    });
    if (claim.kind === 'first') {
      request.stableId = `${name.slice(0, STABLE_ID_CHARACTERS)}-${claim.since.toString(36)}`;
      return this.carryOut(name, next, request, http.getResponse<FastifyReply>());
    }
    if (claim.kind !== 'answered') throw refusal(claim.kind);
    return of(replay(claim.answer, http.getResponse<FastifyReply>()));
  }

  private carryOut(
    name: string,
    next: CallHandler,
    request: Request,
    reply: FastifyReply,
  ): Observable<unknown> {
    const keep = async (body: unknown): Promise<unknown> => {
      await this.answers.keep(name, answerOf(body, reply));
      return body;
    };
    const giveUp = async (error: unknown): Promise<never> => {
      const problem = problemOf(error, request.url.split('?')[0]!);
      if (problem.status !== 500) await this.answers.release(name);
      else
        await this.answers.keep(name, {
          status: 500,
          contentType: 'application/problem+json; charset=utf-8',
          body: JSON.stringify(problem),
        });
      throw error;
    };
    return next.handle().pipe(
      catchError((error: unknown) => from(giveUp(error))),
      mergeMap((body: unknown) => from(keep(body))),
    );
  }
}

/** @throws InvalidInputError for what is no key */
export function readKey(key: string | string[]): string {
  if (typeof key === 'string' && KEY.test(key)) return key;
  throw new InvalidInputError([
    {
      code: 'bad-idempotency-key',
      message: 'The Idempotency-Key cannot be used',
      value: shorten(key, 60),
      expected: '1 to 255 visible ASCII characters',
    },
  ]);
}

const hash = (...parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url');

/** One user's keys are not another's, nor one route's another's. */
function nameOf({ actor, method, url }: Request, key: string): string {
  return hash(actor?.id ?? '', method, url.split('?')[0]!, key);
}

function fingerprintOf({ url, body }: Request): string {
  // An unread stream is no content to compare; the route refuses it, or its own reading tells.
  const isStream = typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
  return hash(url, isStream ? '' : JSON.stringify(body ?? null));
}

function answerOf(body: unknown, reply: FastifyReply): KeptAnswer {
  const contentType = String(reply.getHeader('content-type') ?? JSON_TYPE);
  const location = reply.getHeader('location');
  return {
    status: reply.statusCode,
    contentType,
    ...(typeof location === 'string' ? { location } : {}),
    body: body === undefined || body === null ? null : textOf(body),
  };
}

function textOf(body: unknown): string {
  return typeof body === 'string' ? body : JSON.stringify(body);
}

function replay(
  { status, contentType, location, body }: KeptAnswer,
  reply: FastifyReply,
): string | undefined {
  void reply.status(status).header('idempotent-replayed', 'true');
  if (location !== undefined) void reply.header('location', location);
  if (body === null) return undefined;
  void reply.header('content-type', contentType);
  return body;
}

function refusal(kind: 'running' | 'reused' | 'unknown'): BailiwickError {
  if (kind === 'running')
    return new BailiwickError('request-in-progress', 'the first request under this key is being worked on', {
      hint: 'Maybe ask again in a second',
    });
  if (kind === 'reused')
    return new BailiwickError('idempotency-key-reused', 'this key was used for another request', {
      expected: 'the same body as the first time, or a new key',
    });
  return new BailiwickError(
    'outcome-unknown',
    'who worked on the first request under this key ended or gives no sign of life; what became of it is not known',
    { hint: 'Maybe look whether it took effect, and send it again under a new key if it did not' },
  );
}
