import { join } from 'node:path';
import { InvalidInputError, type Problem } from '@bailiwick/kernel';
import { type Command, Option } from 'commander';
import type { CliIo } from '../cli-io.js';

/** The flags of every command that speaks to a service. */
export interface ServerFlags {
  readonly server?: string;
  readonly token?: string;
}

/** Where a service is, and the token that it is spoken to with; the token is never shown. */
export interface Connection {
  /** Ends with a slash. */
  readonly url: URL;
  readonly token: string;
}

const DEFAULT_SERVER = 'http://127.0.0.1:3000';
const DEFAULT_DATA_DIR = './.bailiwick';
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

export function serverOption(): Option {
  return new Option(
    '--server <url>',
    `where the service is; default: BAILIWICK_SERVER, else ${DEFAULT_SERVER}`,
  );
}

export function tokenOption(): Option {
  return new Option(
    '--token <token>',
    'default: BAILIWICK_TOKEN, or what the file BAILIWICK_TOKEN_FILE holds; for a service on this machine DATA_DIR/admin-token',
  );
}

/** Gives a command `--server` and `--token`. */
export function withServer(command: Command): Command {
  return command.addOption(serverOption()).addOption(tokenOption());
}

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The service that the flags and the environment name, and the token for it. The token in the data directory is
 * given to a service on this machine only: another one has no business with it.
 * @throws InvalidInputError with everything that is wrong
 */
export async function connectionFrom(
  flags: ServerFlags,
  io: Pick<CliIo, 'readFile' | 'stderr'>,
  env: Environment = process.env,
): Promise<Connection> {
  const address = flags.server ?? (env['BAILIWICK_SERVER'] || DEFAULT_SERVER);
  const url = serverUrl(address);
  const local = url !== undefined && LOOPBACK.test(url.hostname);
  const token = await tokenFrom(flags, env, local, io);
  const problems = [...(url ? [] : [badAddress(address)]), ...(typeof token === 'string' ? [] : [token])];
  if (!url || typeof token !== 'string') throw new InvalidInputError(problems);
  if (url.protocol === 'http:' && !local)
    io.stderr(`warning: the token goes to ${url.host} over plain http, which others can read\n`);
  return { url, token };
}

function serverUrl(address: string): URL | undefined {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (!['http:', 'https:'].includes(url.protocol) || url.username || url.password) return undefined;
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  url.search = '';
  url.hash = '';
  return url;
}

async function tokenFrom(
  flags: ServerFlags,
  env: Environment,
  local: boolean,
  io: Pick<CliIo, 'readFile'>,
): Promise<string | Problem> {
  const given = flags.token ?? env['BAILIWICK_TOKEN'];
  if (given) return /^\S+$/.test(given) ? given : malformed('the token given');
  const named = env['BAILIWICK_TOKEN_FILE'];
  if (named) return tokenIn(named, 'BAILIWICK_TOKEN_FILE', io);
  if (!local) return noToken('--token, BAILIWICK_TOKEN or BAILIWICK_TOKEN_FILE');
  const kept = join(env['DATA_DIR'] || DEFAULT_DATA_DIR, 'admin-token');
  const token = await tokenIn(kept, 'the data directory', io);
  return typeof token === 'string'
    ? token
    : noToken(`--token, BAILIWICK_TOKEN, BAILIWICK_TOKEN_FILE, or a token in ${kept}`);
}

async function tokenIn(path: string, what: string, io: Pick<CliIo, 'readFile'>): Promise<string | Problem> {
  try {
    const token = Buffer.from(await io.readFile(path))
      .toString('utf8')
      .trim();
    return /^\S+$/.test(token) ? token : malformed(path);
  } catch {
    const message = `${what} names ${path}, which cannot be read`;
    return { code: 'unreadable-file', message, file: path, value: path, expected: 'a file with a token' };
  }
}

function malformed(where: string): Problem {
  return {
    code: 'bad-token',
    message: `${where} holds no token`,
    expected: 'one word without spaces',
  };
}

function noToken(expected: string): Problem {
  return {
    code: 'no-token',
    message: 'there is no token to speak to the service with',
    expected,
    hint: 'Maybe set DATA_DIR to the data directory of the service, or: bailiwick users add NAME --role …',
  };
}

function badAddress(value: string): Problem {
  return {
    code: 'bad-server',
    message: '--server is not the address of a service',
    value: value.replace(/\/\/[^/@]*@/, '//…@'),
    expected: 'http://HOST:PORT or https://HOST, without user and password',
  };
}

/** Whether a service was named, by flag or by the environment. */
export function isServerGiven({ server }: ServerFlags): boolean {
  return server !== undefined || Boolean(process.env['BAILIWICK_SERVER']);
}
