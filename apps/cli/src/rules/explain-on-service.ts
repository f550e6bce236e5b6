import { InvalidInputError, type Problem } from '@bailiwick/kernel';
import { type CliIo, EXIT, type ExitCode } from '../cli-io.js';
import { ApiClient } from '../client/api-client.js';
import { connectionFrom, type ServerFlags } from '../client/connection.js';
import type { ExplainFlags } from './explain-rules.js';

interface Explanation {
  readonly accountId: string;
  readonly tier: string | null;
  readonly text: string | null;
  readonly problems: readonly Problem[];
}

const FILES_ONLY = ['facts', 'accounts', 'policy', 'previousTier'] as const;

/** `rules explain --server --account ID`: the tier of an account as the service has it, and why. */
export async function explainOnService(
  file: string | undefined,
  flags: ExplainFlags & ServerFlags,
  io: CliIo,
): Promise<ExitCode> {
  const { account } = flags;
  const problems = misuse(file, flags);
  if (account === undefined || problems.length > 0) throw new InvalidInputError(problems);
  const client = new ApiClient(await connectionFrom(flags, io));
  const path = `/v1/accounts/${encodeURIComponent(account)}/tier/explain`;
  const explained = await client.get<Explanation>(path);
  const inWords = explained.text ?? `Account ${account}: tier ${explained.tier ?? 'none'}\n`;
  io.stdout(flags.json ? `${JSON.stringify(explained)}\n` : inWords);
  return EXIT.done;
}

function misuse(file: string | undefined, flags: ExplainFlags): Problem[] {
  const options = FILES_ONLY.filter((name) => flags[name] !== undefined).map(
    (name) => `--${name.replace('T', '-t')}`,
  );
  const given = [...(file === undefined ? [] : [file]), ...options];
  const misplaced = given.map((value) => ({
    code: 'misplaced-option',
    message: `${value} means something only without --server: the service has its own rules and facts`,
    value,
  }));
  if (flags.account !== undefined) return misplaced;
  const missing = {
    code: 'missing-option',
    message: 'there is no account to explain',
    expected: '--account ID',
  };
  return [...misplaced, missing];
}
