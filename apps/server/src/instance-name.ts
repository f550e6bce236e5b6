import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { ServerConfig } from './config/config.schema.js';

type Named = Pick<ServerConfig, 'instance' | 'host' | 'port'>;

const UNIQUE_CHARACTERS = 8;

/**
 * What this process is called where it claims work. No other process has the name while this one lives. After a
 * restart it is the same, so that work it held is taken up again at once, unless any free port was asked for.
 */
export function instanceName(config: Named): string {
  if (config.instance !== undefined) return config.instance;
  return `${hostname()}/${lastingName(config) ?? randomUUID().slice(0, UNIQUE_CHARACTERS)}`;
}

/** What tells this process from others in its data directory, before and after a restart; not on any free port. */
export function lastingName({ instance, host, port }: Named): string | undefined {
  return instance ?? (port === 0 ? undefined : `${host}:${port}`);
}
