import { BailiwickError, InvalidInputError } from '@bailiwick/kernel';
import type { CliIo } from '../cli-io.js';
import { ApiClient } from '../client/api-client.js';
import { ApiError } from '../client/api-error.js';
import { connectionFrom, type ServerFlags } from '../client/connection.js';
import { type Finding, ofProblem, ok } from './finding.js';

const CHECK = 'service';

/** Whether a service answers, is ready, and takes the token. */
export async function checkService(flags: ServerFlags, io: CliIo): Promise<Finding[]> {
  const findings: Finding[] = [];
  try {
    const client = new ApiClient(await connectionFrom(flags, io));
    const { head } = await client.get<{ head: number }>('/health/ready');
    findings.push(ok(CHECK, `${client.connection.url.origin} is ready, at position ${head}`));
    await client.get('/v1/plans', { limit: 1 });
    findings.push(ok(CHECK, 'the token is good'));
  } catch (error) {
    findings.push(...problemsOf(error).map((problem) => ofProblem(CHECK, problem)));
  }
  return findings;
}

function problemsOf(error: unknown) {
  if (error instanceof InvalidInputError || error instanceof ApiError) return error.problems;
  if (!(error instanceof BailiwickError)) throw error;
  return [{ code: error.code, message: error.message, ...error.details }];
}
