import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { repository } from './cli.js';

export interface Service {
  readonly pid: number;
  readonly url: string;
  /** Empty where nobody sends requests to. */
  readonly token: string;
  readonly welcome: string;
  /** What it has written to stderr so far. */
  errors(): string;
  /** A request with the admin's token. */
  call(path: string, init?: RequestInit & { readonly as?: string }): Promise<Response>;
  /** SIGTERM, and waits. */
  stop(): Promise<number | null>;
  /** SIGKILL, and waits. */
  kill(): Promise<void>;
}

export interface ServiceOptions {
  /** Beside this process's own environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Called with the process before it has said where it is. */
  readonly spawned?: (child: ChildProcess) => void;
}

const living = new Set<Service>();

/** Kills every service that a test of this file left alive, as one that failed half-way may have. */
export async function killServices(): Promise<void> {
  await Promise.all([...living].map((service) => service.kill()));
}

/**
 * Starts `bailiwick serve` as a process of its own on a free port; resolves when it has said where it is. It meets the
 * servers for tests only when `env` says so.
 */
export async function startService(
  dataDir: string,
  args: readonly string[] = [],
  { env, spawned }: ServiceOptions = {},
): Promise<Service> {
  const main = join(repository, 'dist', 'apps', 'cli', 'src', 'main.js');
  const child = spawn(process.execPath, [main, 'serve', '--port', '0', '--data', dataDir, ...args], {
    cwd: repository,
    // Known by its data, whatever its port: after a kill it goes on with what it held at once.
    env: { ...process.env, KAFKA_BROKERS: '', MONGODB_URI: '', BAILIWICK_INSTANCE: dataDir, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  spawned?.(child);
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const welcome = await output(child, /Three things to try|health\/ready/, () => errors);
  const url = /http:\/\/[^\s/]+/.exec(welcome)?.[0] ?? '';
  const token = (await readFile(join(dataDir, 'admin-token'), 'utf8').catch(() => '')).trim();
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const service: Service = {
    pid: child.pid!,
    url,
    token,
    welcome,
    errors: () => errors,
    call: (path, { as = token, ...init } = {}) =>
      fetch(url + path, { ...init, headers: { authorization: `Bearer ${as}`, ...init.headers } }),
    stop: () => (child.kill('SIGTERM'), ended),
    kill: async () => void (child.kill('SIGKILL'), await ended),
  };
  living.add(service);
  void ended.then(() => living.delete(service));
  return service;
}

/** A port that nobody listens on now, for a service that keeps its address over several lives. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function output(child: ChildProcess, until: RegExp, errors: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout!.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (until.test(text)) resolve(text);
    });
    child.once('exit', (code) => reject(new Error(`the service ended with ${code}: ${errors()}`)));
  });
}
