import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { ServerConfig } from './config/config.schema.js';

type Named = Pick<ServerConfig, 'instance' | 'host' | 'port'>;

const UNIQUE_CHARACTERS = 8;

/**
 * What this process is called where it claims work. No other process has the name while this one lives. After a
 * restart it is the same, so that work it held is taken up again at once, unless any free port was asked for.
 */
export function instanceName({ instance, host, port }: Named): string {
  if (instance !== undefined) return instance;
  const place = port === 0 ? randomUUID().slice(0, UNIQUE_CHARACTERS) : `${host}:${port}`;
  return `${hostname()}/${place}`;
}
