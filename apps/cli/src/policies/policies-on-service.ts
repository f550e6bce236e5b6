import type { Policy } from '@bailiwick/contracts';
import { InvalidInputError } from '@bailiwick/kernel';
import { type CliIo, EXIT, type ExitCode } from '../cli-io.js';
import { ApiClient } from '../client/api-client.js';
import { connectionFrom, type ServerFlags } from '../client/connection.js';
import { choosePolicy } from '../plan/choose-policy.js';

export interface PolicyFlags extends ServerFlags {
  readonly json?: boolean;
}

export interface ActivateFlags extends PolicyFlags {
  readonly revision?: string;
  readonly reason?: string;
}

interface PolicyInForce {
  /** 0: the built-in policy. */
  readonly revision: number;
  readonly policy: Policy;
}

interface Presets {
  readonly items: readonly { readonly name: string; readonly description: string }[];
}

const ACTIVE = '/v1/policies/active';

export async function listPolicies(flags: PolicyFlags, io: CliIo): Promise<ExitCode> {
  const { items } = await (await clientOf(flags, io)).get<Presets>('/v1/policies');
  const inWords = items.map(({ name, description }) => `${name}\n  ${description}\n`).join('');
  io.stdout(flags.json ? `${JSON.stringify(items)}\n` : inWords);
  return EXIT.done;
}

export async function showPolicy(name: string, flags: PolicyFlags, io: CliIo): Promise<ExitCode> {
  const policy = await (await clientOf(flags, io)).get<Policy>(`/v1/policies/${encodeURIComponent(name)}`);
  io.stdout(`${JSON.stringify(policy, null, 2)}\n`);
  return EXIT.done;
}

export async function activePolicy(flags: PolicyFlags, io: CliIo): Promise<ExitCode> {
  const active = await (await clientOf(flags, io)).get<PolicyInForce>(ACTIVE);
  io.stdout(`${JSON.stringify(flags.json ? active : active.policy, null, 2)}\n`);
  io.stderr(`revision ${active.revision}\n`);
  return EXIT.done;
}

/**
 * Puts a policy in force.
 * @throws ApiError `policy-changed` when the policy in force is not of the revision that was edited, or changes just now
 */
export async function activatePolicy(
  fileOrPreset: string,
  flags: ActivateFlags,
  io: CliIo,
): Promise<ExitCode> {
  const { policy, problems } = await choosePolicy(fileOrPreset, io);
  if (!policy) throw new InvalidInputError(problems);
  const client = await clientOf(flags, io);
  const { headers } = await client.call<PolicyInForce>('GET', ACTIVE);
  const etag = flags.revision === undefined ? (headers.get('etag') ?? '*') : `"policy-${flags.revision}"`;
  const { body } = await client.call<PolicyInForce>('PUT', ACTIVE, {
    body: { policy, reason: flags.reason },
    headers: { 'if-match': etag },
  });
  const { id, version } = body.policy;
  const inWords = `policy ${id}, version ${version}, is in force as revision ${body.revision}\n`;
  io.stdout(flags.json ? `${JSON.stringify(body)}\n` : inWords);
  return EXIT.done;
}

async function clientOf(flags: PolicyFlags, io: CliIo): Promise<ApiClient> {
  return new ApiClient(await connectionFrom(flags, io));
}
