import { request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ApiClient } from './api-client.js';
import { apiError } from './api-error.js';
import { textLines } from './server-events.js';
import { unreachable } from './unreachable.js';

/**
 * Sends NDJSON while it reads the lines of the answer: the service answers as it goes, and would wait for ever for a
 * client that reads only after it has sent everything, as `fetch` does.
 * @throws ApiError, UnreachableError
 */
export async function* postNdjson(
  client: ApiClient,
  path: string,
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<string> {
  const url = client.urlOf(path);
  const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${client.connection.token}`,
      'content-type': 'application/x-ndjson',
    },
  });
  const stop = new AbortController();
  const answered = answerOf(request);
  let sent: unknown;
  const sending = pipeline(Readable.from(chunks), request, { signal: stop.signal }).catch(
    (error: unknown) => {
      sent = error;
    },
  );
  try {
    const answer = await answered;
    if (answer.statusCode !== 200) throw apiError(answer.statusCode ?? 0, await whole(answer), url.href);
    yield* textLines(answer);
    await sending;
    if (sent !== undefined) throw sent;
  } catch (error) {
    throw isOfConnection(error) ? unreachable(url, error) : error;
  } finally {
    stop.abort();
    request.destroy();
    await sending;
  }
}

function answerOf(request: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.once('response', resolve);
    // Stays on: what breaks later is told by the answer, or by the sending.
    request.on('error', reject);
  });
}

const MAX_PROBLEM_CHARACTERS = 1_000_000;

async function whole(answer: IncomingMessage): Promise<string> {
  let text = '';
  for await (const line of textLines(answer)) {
    text += line;
    if (text.length > MAX_PROBLEM_CHARACTERS) break;
  }
  return text;
}

function isOfConnection(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && /^(E[A-Z]+|ERR_STREAM_PREMATURE_CLOSE|HPE_.*)$/.test(code);
}
