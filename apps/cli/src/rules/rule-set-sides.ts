import type { RuleSet } from '@bailiwick/contracts';
import { lintRuleSet } from '@bailiwick/tiering';
import type { CliIo } from '../cli-io.js';
import { ApiClient } from '../client/api-client.js';
import { connectionFrom, type ServerFlags } from '../client/connection.js';
import { readRuleSet, type RuleSetRead } from './read-files.js';

/** Two rule sets side by side, each with everything that is wrong with it. */
export interface RuleSetSides {
  readonly before: RuleSetRead;
  readonly after: RuleSetRead;
}

const PATH = '/v1/rule-sets';
const VERSION = /^[1-9]\d{0,8}$/;

/** A whole number names a version of a service, anything else a file. */
export function isVersion(name: string): boolean {
  return VERSION.test(name);
}

/**
 * Reads the rule sets that are named; without an older one, what the newer one is to replace: for a version the one
 * that it was made from, for a file the one in force on the service.
 * @throws InvalidInputError, ApiError where a service is needed and cannot answer
 */
export async function readSides(
  older: string | undefined,
  newer: string,
  flags: ServerFlags,
  io: CliIo,
): Promise<RuleSetSides> {
  let connected: ApiClient | undefined;
  const client = async (): Promise<ApiClient> =>
    (connected ??= new ApiClient(await connectionFrom(flags, io)));
  const read = async (name: string): Promise<RuleSetRead> =>
    isVersion(name) ? documentOf(await client(), `${name}/document`, name) : readRuleSet(name, io);
  const after = await read(newer);
  if (older !== undefined) return { before: await read(older), after };
  const basedOn = isVersion(newer) ? await basisOf(await client(), newer) : undefined;
  const before = await (basedOn === undefined
    ? documentOf(await client(), 'active', 'in force')
    : read(basedOn));
  return { before, after };
}

async function documentOf(client: ApiClient, path: string, name: string): Promise<RuleSetRead> {
  const document = await client.get<RuleSet>(`${PATH}/${path}`);
  return lintRuleSet(JSON.stringify(document), isVersion(name) ? `version ${name}` : `the rule set ${name}`);
}

async function basisOf(client: ApiClient, version: string): Promise<string | undefined> {
  const { basedOn } = await client.get<{ readonly basedOn: number | null }>(`${PATH}/${version}`);
  return basedOn === null ? undefined : String(basedOn);
}
