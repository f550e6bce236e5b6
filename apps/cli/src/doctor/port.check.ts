import { createServer } from 'node:net';
import { fail, type Finding, ok } from './finding.js';

const CHECK = 'port';

/** Whether the service can listen, or is there already. */
export async function checkPort(host: string, port: number): Promise<Finding> {
  const where = `${host}:${port}`;
  const taken = await listening(host, port);
  if (taken === undefined) return ok(CHECK, `${where} is free`);
  if (taken !== 'EADDRINUSE')
    return fail(CHECK, `cannot listen on ${where} (${taken})`, 'Give another HOST or PORT');
  const head = await readiness(host, port);
  if (head !== undefined) return ok(CHECK, `the service answers on ${where}, at position ${head}`);
  return fail(CHECK, `${where} is taken by something else`, 'Give another PORT, or end what listens there');
}

/** Undefined when it works, else why not. */
function listening(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', ({ code, message }: NodeJS.ErrnoException) => resolve(code ?? message));
    server.listen({ host, port }, () => server.close(() => resolve(undefined)));
  });
}

const PATIENCE_MS = 5_000;

async function readiness(host: string, port: number): Promise<number | undefined> {
  try {
    const name = host.includes(':') ? `[${host}]` : host === '0.0.0.0' ? '127.0.0.1' : host;
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const answer = await fetch(`http://${name}:${port}/health/ready`, { signal });
    const { status, head } = (await answer.json()) as { status?: unknown; head?: unknown };
    return status === 'ok' && typeof head === 'number' ? head : undefined;
  } catch {
    return undefined;
  }
}
