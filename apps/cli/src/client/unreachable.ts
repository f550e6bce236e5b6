import { BailiwickError } from '@bailiwick/kernel';

const HINTS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Maybe start it: bailiwick serve',
  ENOTFOUND: 'Maybe the name of the host is misspelt',
  EAI_AGAIN: 'Maybe the name of the host is misspelt, or there is no network',
};

/** The service could not be reached, or went away in the middle of an answer. */
export class UnreachableError extends BailiwickError {}

/** What Node says of a broken connection, in words. */
export function unreachable(url: URL, error: unknown): UnreachableError {
  const { code, message } = causeOf(error);
  const lost = code === undefined || ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'].includes(code);
  const name = lost ? 'connection-lost' : 'no-service';
  const what = lost ? `the connection to ${url.host} broke off` : `nothing answers at ${url.origin}`;
  return new UnreachableError(
    name,
    `${what} (${code ?? message})`,
    { hint: HINTS[code ?? ''] ?? 'Maybe the service has ended, or something between you and it' },
    { cause: error },
  );
}

/** `fetch` wraps what happened, sometimes twice, and keeps a list where several addresses were tried. */
function causeOf(error: unknown): { code: string | undefined; message: string } {
  let at = error;
  for (let depth = 0; depth < 5; depth++) {
    const { code, cause, errors } = at as { code?: unknown; cause?: unknown; errors?: unknown };
    if (typeof code === 'string') return { code, message: String(at) };
    const next = cause ?? (Array.isArray(errors) ? (errors[0] as unknown) : undefined);
    if (typeof next !== 'object' || next === null) break;
    at = next;
  }
  return { code: undefined, message: at instanceof Error ? at.message : String(at) };
}
