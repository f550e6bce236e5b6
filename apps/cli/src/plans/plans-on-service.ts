import { type CliIo, EXIT, type ExitCode } from '../cli-io.js';
import { ApiClient } from '../client/api-client.js';
import { connectionFrom, type ServerFlags } from '../client/connection.js';
import { followed, settle } from '../plan/plan-on-service.js';
import { planInWords, type ServiceMove, type ServicePlan } from '../plan/service-plan.js';

interface Flags extends ServerFlags {
  readonly json: boolean;
}

export interface ListFlags extends Flags {
  readonly stage?: string;
}

export interface ShowFlags extends Flags {
  readonly moves: boolean;
  readonly out?: string;
}

export interface ActFlags extends Flags {
  readonly reason?: string;
  readonly effectiveAt?: string;
}

export interface ResolveFlags extends Flags {
  readonly wait: boolean;
}

export async function listPlans({ stage, ...flags }: ListFlags, io: CliIo): Promise<ExitCode> {
  const client = new ApiClient(await connectionFrom(flags, io));
  const plans: ServicePlan[] = [];
  for await (const plan of client.list<ServicePlan>('/v1/plans', { stage })) plans.push(plan);
  plans.sort((a, b) => (a.changedAt ?? '').localeCompare(b.changedAt ?? ''));
  io.stdout(flags.json ? `${JSON.stringify(plans)}\n` : plans.map(inALine).join(''));
  return EXIT.done;
}

export async function showPlan(id: string, flags: ShowFlags, io: CliIo): Promise<ExitCode> {
  const client = new ApiClient(await connectionFrom(flags, io));
  const plan = await client.get<ServicePlan>(pathOf(id));
  const moves: ServiceMove[] = [];
  if (flags.moves) for await (const move of client.list<ServiceMove>(`${pathOf(id)}/moves`)) moves.push(move);
  await settle(
    client,
    flags.moves && flags.json ? { ...plan, moves } : plan,
    { json: flags.json, out: flags.out },
    io,
  );
  if (!flags.json) io.stdout(moves.map(moveInALine).join(''));
  return EXIT.done;
}

export async function actOnPlan(act: string, id: string, flags: ActFlags, io: CliIo): Promise<ExitCode> {
  const client = new ApiClient(await connectionFrom(flags, io));
  const { reason, effectiveAt } = flags;
  const plan = await client.post<ServicePlan>(`${pathOf(id)}/${act}`, { reason, effectiveAt });
  io.stdout(flags.json ? `${JSON.stringify(plan)}\n` : planInWords(plan));
  return EXIT.done;
}

export async function resolvePlan(id: string, flags: ResolveFlags, io: CliIo): Promise<ExitCode> {
  const client = new ApiClient(await connectionFrom(flags, io));
  const asked = await client.post<ServicePlan>(`${pathOf(id)}/resolve`);
  if (flags.wait) return settle(client, await followed(client, asked.planId, flags, io), flags, io);
  io.stdout(flags.json ? `${JSON.stringify(asked)}\n` : `${asked.planId}\n`);
  return EXIT.done;
}

function pathOf(id: string): string {
  return `/v1/plans/${encodeURIComponent(id)}`;
}

function inALine({ planId, stage, asOf, status, objective, counts }: ServicePlan): string {
  const moved = counts === undefined ? '' : `${counts['moved'] ?? 0} change hands`;
  const points = objective === undefined ? '' : `${status} ${objective.toFixed(1)}`;
  return `${[planId, stage, asOf ?? '', points, moved].join('\t')}\n`;
}

function moveInALine({ accountId, from, to, verdict, why }: ServiceMove): string {
  return `${[accountId, from ?? '-', to ?? '-', verdict ?? '', why ?? ''].join('\t')}\n`;
}
