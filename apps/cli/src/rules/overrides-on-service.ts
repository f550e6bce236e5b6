import { readTierOverridesCsv } from '@bailiwick/contracts';
import { InvalidInputError, type Problem } from '@bailiwick/kernel';
import { type CliIo, EXIT, type ExitCode } from '../cli-io.js';
import { ApiClient } from '../client/api-client.js';
import { ApiError } from '../client/api-error.js';
import { connectionFrom } from '../client/connection.js';
import { problemText, readBytes } from './read-files.js';
import type { ReasonFlags, RulesFlags } from './rules-on-service.js';

export interface OverrideFlags extends RulesFlags {
  readonly reason: string;
  readonly until: string;
  readonly approver?: string;
}

interface Override {
  readonly accountId: string;
  readonly tier: string;
  readonly reason: string;
  readonly author: string;
  readonly approver?: string;
  readonly expiresAt: string;
}

const PATH = '/v1/tier-overrides';

export async function listOverrides(flags: RulesFlags, io: CliIo): Promise<ExitCode> {
  const overrides: Override[] = [];
  for await (const override of (await clientOf(flags, io)).list<Override>(PATH)) overrides.push(override);
  io.stdout(flags.json ? `${JSON.stringify(overrides)}\n` : overrides.map(inALine).join(''));
  return EXIT.done;
}

export async function setOverride(
  accountId: string,
  tier: string,
  { reason, until, approver, ...flags }: OverrideFlags,
  io: CliIo,
): Promise<ExitCode> {
  const client = await clientOf(flags, io);
  const body = { tier, reason, approver, expiresAt: until };
  const { body: set } = await client.call<Override>('PUT', pathOf(accountId), { body });
  io.stdout(flags.json ? `${JSON.stringify(set)}\n` : inALine(set));
  return EXIT.done;
}

/**
 * Sends a file's overrides, all of them or none.
 * @throws InvalidInputError with every problem of the file, each with its line, also those that the service finds
 */
export async function importOverrides(file: string, flags: RulesFlags, io: CliIo): Promise<ExitCode> {
  const read = await readBytes(file, io);
  if (!read.bytes) throw new InvalidInputError([read.problem]);
  const { records, lines, problems, warnings } = readTierOverridesCsv(read.bytes, file);
  if (problems.length > 0) throw new InvalidInputError(problems);
  for (const warning of warnings) io.stderr(problemText(warning));
  const client = await clientOf(flags, io);
  const { set } = await client.post<{ readonly set: number }>(PATH, records).catch((error: unknown) => {
    throw error instanceof ApiError && error.status === 422
      ? new InvalidInputError(error.problems.map((problem) => inFile(problem, file, lines)))
      : error;
  });
  io.stdout(flags.json ? `${JSON.stringify({ set })}\n` : `${set} overrides set\n`);
  return EXIT.done;
}

export async function endOverride(
  accountId: string,
  { reason, ...flags }: ReasonFlags,
  io: CliIo,
): Promise<ExitCode> {
  const client = await clientOf(flags, io);
  await client.remove(pathOf(accountId), {}, reason === undefined ? undefined : { reason });
  io.stdout(flags.json ? `${JSON.stringify({ accountId, ended: true })}\n` : `account ${accountId}: ended\n`);
  return EXIT.done;
}

/** The service counts what was sent; people count lines. */
function inFile({ pointer, ...problem }: Problem, file: string, lines: readonly number[]): Problem {
  const index = /^\/(\d+)\//.exec(pointer ?? '')?.[1];
  const line = index === undefined ? undefined : lines[Number(index)];
  return line === undefined ? { ...problem, file } : { ...problem, file, line };
}

function inALine({ accountId, tier, expiresAt, author, approver, reason }: Override): string {
  const agreed = approver === undefined ? '' : ` (agreed: ${approver})`;
  return `${accountId} · ${tier} until ${expiresAt} · ${author}${agreed} · “${reason}”\n`;
}

function pathOf(accountId: string): string {
  return `/v1/accounts/${encodeURIComponent(accountId)}/tier-override`;
}

async function clientOf(flags: RulesFlags, io: CliIo): Promise<ApiClient> {
  return new ApiClient(await connectionFrom(flags, io));
}
