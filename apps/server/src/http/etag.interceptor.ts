import { createHash } from 'node:crypto';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';

/** The metadata by which Nest knows a handler of server-sent events. */
const SSE = '__sse__';

/**
 * Gives every answer of a GET a strong ETag over its bytes, and answers 304 to who has it already. Streams and answers
 * other than 200 are left alone.
 */
export class EtagInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    if (request.method !== 'GET' || Reflect.hasMetadata(SSE, context.getHandler())) return next.handle();
    const reply = http.getResponse<FastifyReply>();
    return next.handle().pipe(map((body: unknown) => tagged(body, request, reply)));
  }
}

function tagged(body: unknown, request: FastifyRequest, reply: FastifyReply): unknown {
  if (reply.statusCode !== 200 || !isWhole(body)) return body;
  const bytes = typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);
  // A handler that has given one knows better: a revision that a change can be based on.
  const given = reply.getHeader('etag');
  const etag =
    typeof given === 'string' ? given : `"${createHash('sha256').update(bytes).digest('base64url')}"`;
  void reply.header('etag', etag);
  // A cache may keep the answer, but has to ask each time whether it is still right.
  if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'private, no-cache');
  if (isKnown(etag, request.headers['if-none-match'])) {
    void reply.status(304).removeHeader('content-type');
    return undefined;
  }
  if (bytes !== body) void reply.header('content-type', 'application/json; charset=utf-8');
  return bytes;
}

function isWhole(body: unknown): boolean {
  if (body === undefined || body === null) return false;
  if (typeof body !== 'object' || body instanceof Uint8Array) return true;
  return !('pipe' in body || 'getStream' in body || Symbol.asyncIterator in body);
}

/** Weak comparison, as RFC 9110 wants it of If-None-Match. */
function isKnown(etag: string, header: string | undefined): boolean {
  if (header === undefined) return false;
  const known = header.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return known.includes(etag) || known.includes('*');
}
