import { BailiwickError, InvalidInputError } from '@bailiwick/kernel';
import type { CliIo } from '../cli-io.js';
import { ApiClient } from '../client/api-client.js';
import { ApiError } from '../client/api-error.js';
import { connectionFrom, type ServerFlags } from '../client/connection.js';
import { type Finding, ofProblem, ok, warn } from './finding.js';

const CHECK = 'service';

interface RoleState {
  readonly state: string;
  readonly why?: string;
  readonly behind?: number;
}

interface Ready {
  readonly head: number;
  readonly roles: Readonly<Record<string, RoleState>>;
}

/** Whether a service answers, is ready, and takes the token. */
export async function checkService(flags: ServerFlags, io: CliIo): Promise<Finding[]> {
  const findings: Finding[] = [];
  try {
    const client = new ApiClient(await connectionFrom(flags, io));
    const { head, roles } = await client.get<Ready>('/health/ready');
    findings.push(ok(CHECK, `${client.connection.url.origin} is ready, at position ${head}`));
    findings.push(...Object.entries(roles).map(([role, state]) => ofRole(role, state)));
    if (!roles['api']) return findings;
    await client.get('/v1/plans', { limit: 1 });
    findings.push(ok(CHECK, 'the token is good'));
  } catch (error) {
    findings.push(...problemsOf(error).map((problem) => ofProblem(CHECK, problem)));
  }
  return findings;
}

function ofRole(role: string, { state, why, behind = 0 }: RoleState): Finding {
  const told = [
    `${role} is ${state}`,
    ...(behind > 0 ? [`${behind} commits behind`] : []),
    ...(why ? [why] : []),
  ];
  const message = told.join(', ');
  return state === 'in-trouble'
    ? warn(CHECK, message, 'It tries again by itself; its log tells more')
    : ok(CHECK, message);
}

function problemsOf(error: unknown) {
  if (error instanceof InvalidInputError || error instanceof ApiError) return error.problems;
  if (!(error instanceof BailiwickError)) throw error;
  return [{ code: error.code, message: error.message, ...error.details }];
}
