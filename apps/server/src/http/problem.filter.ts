import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import { BailiwickError, InvalidInputError, type Logger, type Problem } from '@bailiwick/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { bodyTooLarge } from './body-limit.js';

/** A problem as RFC 9457 wants it, with every fault of the input in `problems`. */
export interface ProblemDetails {
  /** `urn:bailiwick:problem:CODE`. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly code: string;
  readonly problems?: readonly Problem[];
}

/** Codes of our errors that are not a fault of the service; anything else is 500. */
const STATUS: Readonly<Record<string, number>> = {
  'invalid-input': 422,
  'id-reused': 409,
  concurrency: 409,
  'position-beyond-log': 409,
  'idempotency-key-reused': 422,
  'request-in-progress': 409,
  'outcome-unknown': 409,
  'not-found': 404,
  'plan-id-used': 409,
  'plan-stage': 409,
  'plan-not-ready': 409,
  'plan-not-usable': 409,
  'plan-has-no-moves': 409,
  'plan-commit-refused': 409,
  'effective-later': 422,
  'unknown-account': 404,
  'policy-changed': 412,
  'rule-set-draft-changed': 412,
  'rule-set-stage': 409,
  'rule-set-outdated': 409,
  'rule-set-limits': 409,
  'rule-set-refused': 409,
  'rule-set-own': 403,
  'webhook-changed': 412,
  'webhook-position': 422,
  'too-many-webhooks': 409,
  'if-match-missing': 428,
  'process-elsewhere': 503,
  'process-stopped': 503,
  'process-behind': 503,
  'bad-query': 422,
  'bad-user-name': 422,
  'too-many-waiting': 503,
  'waiting-room-full': 503,
  'batch-too-large': 413,
  'too-large': 413,
  'store-busy': 503,
  'store-full': 507,
  'store-closed': 503,
};

const RETRY_AFTER_SECONDS = 1;

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Unauthorised',
  403: 'Forbidden',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'Conflict',
  412: 'Precondition failed',
  413: 'Too large',
  415: 'Unsupported media type',
  422: 'Invalid input',
  428: 'Precondition required',
  429: 'Too many requests',
  500: 'Internal error',
  503: 'Unavailable',
  507: 'Out of space',
};

/** Turns whatever was thrown into a problem document; stacks and causes go to the log only. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    if (reply.sent) return;
    const cause = isBodyTooLarge(error) ? bodyTooLarge(request) : error;
    const details = problemOf(cause, request.url.split('?')[0]!);
    if (details.status >= 500)
      this.logger.error('a request failed', {
        method: request.method,
        path: details.instance,
        code: details.code,
        stack: error instanceof Error ? error.stack : String(error),
      });
    if (details.status === 503 || details.code === 'request-in-progress')
      void reply.header('retry-after', RETRY_AFTER_SECONDS);
    if (details.status === 401) void reply.header('www-authenticate', 'Bearer');
    void reply
      .status(details.status)
      .header('content-type', 'application/problem+json; charset=utf-8')
      .send(JSON.stringify(details));
  }
}

export function problemOf(error: unknown, instance: string): ProblemDetails {
  const { status, code, detail, problems } = classify(error);
  return {
    type: `urn:bailiwick:problem:${code}`,
    title: TITLES[status] ?? 'Problem',
    status,
    detail,
    instance,
    code,
    ...(problems ? { problems } : {}),
  };
}

interface Classified {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly problems?: readonly Problem[];
}

function classify(error: unknown): Classified {
  if (error instanceof InvalidInputError)
    return { status: 422, code: error.code, detail: error.message, problems: error.problems };
  if (error instanceof BailiwickError) {
    const status = STATUS[error.code] ?? 500;
    if (status === 500) return INTERNAL;
    const problem: Problem = { code: error.code, message: error.message, ...error.details };
    return { status, code: error.code, detail: error.message, problems: [problem] };
  }
  if (error instanceof HttpException && error.message !== UNREAD_TYPE)
    return { status: error.getStatus(), code: codeOf(error.getStatus()), detail: error.message };
  const status = fastifyStatus(error);
  if (status === 415 || (error instanceof HttpException && error.getStatus() === 415)) return UNKNOWN_TYPE;
  if (status !== undefined) return { status, code: codeOf(status), detail: (error as Error).message };
  return INTERNAL;
}

const INTERNAL: Classified = {
  status: 500,
  code: 'internal',
  detail: 'The request failed; the log tells why.',
};

/** What the framework says of a content type that has no parser: true, and no help. */
const UNREAD_TYPE = 'Unsupported Media Type';
const UNKNOWN_TYPE: Classified = {
  status: 415,
  code: 'unsupported-media-type',
  detail: "The content type is not one that is read here. Maybe add -H 'Content-Type: application/json'",
};

/** Fastify, through Nest or by itself, says no more than that; our own 413 have a code of their own. */
function isBodyTooLarge(error: unknown): boolean {
  return (error instanceof HttpException ? error.getStatus() : fastifyStatus(error)) === 413;
}

/** Fastify's own complaints (malformed JSON, body too large, media type) carry a status below 500. */
function fastifyStatus(error: unknown): number | undefined {
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : undefined;
}

function codeOf(status: number): string {
  return (TITLES[status] ?? 'problem').toLowerCase().replaceAll(' ', '-');
}
