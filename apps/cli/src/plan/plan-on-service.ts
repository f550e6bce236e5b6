import { InvalidInputError, type Problem } from '@bailiwick/kernel';
import { movesTable } from '@bailiwick/planning';
import { type CliIo, EXIT, type ExitCode } from '../cli-io.js';
import { ApiClient } from '../client/api-client.js';
import { connectionFrom } from '../client/connection.js';
import { choosePolicy } from './choose-policy.js';
import { followPlan } from './follow-plan.js';
import { exitCodeOf } from './outcome.js';
import type { PlanFlags } from './plan-flags.js';
import { planInWords, type ServiceMove, type ServicePlan } from './service-plan.js';
import { writePlan } from './write-files.js';
import { csv } from './write-plan.js';

/**
 * `plan --server`: a plan of the service's own book, by default followed until it is made.
 * @param ofOptions what is wrong with the options, to be told with everything else that is
 * @throws InvalidInputError before anything was asked of the service
 */
export async function planOnService(
  flags: PlanFlags,
  ofOptions: readonly Problem[],
  io: CliIo,
): Promise<ExitCode> {
  const { body, problems: ofPolicy } = await requestBody(flags, io);
  const problems = [...ofOptions, ...ofPolicy];
  const connection = await connectionFrom(flags, io).catch((error: unknown) => {
    if (error instanceof InvalidInputError) problems.push(...error.problems);
    else throw error;
    return undefined;
  });
  if (!connection || problems.length > 0) throw new InvalidInputError(problems);
  const client = new ApiClient(connection);
  const asked = await client.post<ServicePlan>('/v1/plans', body);
  if (!flags.wait) {
    io.stdout(flags.json ? `${JSON.stringify(asked)}\n` : `${asked.planId}\n`);
    return EXIT.done;
  }
  io.stderr(`plan ${asked.planId} is being made; ending this command does not end that\n`);
  return settle(client, await followed(client, asked.planId, flags, io), flags, io);
}

/** Shows how a plan comes along on stderr. */
export function followed(
  client: ApiClient,
  planId: string,
  { json }: Pick<PlanFlags, 'json'>,
  io: CliIo,
): Promise<ServicePlan> {
  return followPlan(client, planId, io, process.stderr.isTTY && !json);
}

/** Writes what was asked for, approves and commits where that was asked for, and tells the outcome. */
export async function settle(
  client: ApiClient,
  made: ServicePlan,
  flags: Pick<PlanFlags, 'json' | 'out' | 'approve' | 'commit'>,
  io: CliIo,
): Promise<ExitCode> {
  const path = `/v1/plans/${encodeURIComponent(made.planId)}`;
  let plan = made;
  const usable = plan.stage === 'proposed' && plan.status !== 'failed';
  if (flags.out !== undefined && plan.status !== undefined)
    await writePlan(await outputs(client, plan), flags.out);
  if (usable && (flags.approve || flags.commit))
    plan = { ...plan, ...(await client.post(`${path}/approve`)) };
  if (usable && flags.commit) plan = { ...plan, ...(await client.post(`${path}/commit`)) };
  io.stdout(flags.json ? `${JSON.stringify(plan)}\n` : planInWords(plan));
  if (flags.out !== undefined && plan.status !== undefined)
    io.stderr(`${flags.out}: moves.csv, summary.json, report.html\n`);
  return exitCode(plan);
}

/** 1: there is no plan; 3: it leaves an account unassigned, or cannot keep a hard constraint. */
export function exitCode({ stage, status, counts }: ServicePlan): ExitCode {
  return stage === 'failed' || stage === 'cancelled' ? EXIT.failed : exitCodeOf({ status, counts });
}

async function requestBody(
  flags: PlanFlags,
  io: CliIo,
): Promise<{ readonly body: Record<string, unknown>; readonly problems: readonly Problem[] }> {
  const { asOf, seed, iterations, timeLimit, solver } = flags;
  const chosen = flags.policy === undefined ? { problems: [] } : await choosePolicy(flags.policy, io);
  const { policy } = chosen as { readonly policy?: unknown };
  return {
    body: { asOf, seed, iterations, timeLimitSeconds: timeLimit, solver, policy },
    problems: chosen.problems.filter(({ severity }) => severity !== 'warning'),
  };
}

/** The outputs of a plan by file name, as far as a service gives them. */
async function outputs(client: ApiClient, plan: ServicePlan): Promise<Map<string, string>> {
  const path = `/v1/plans/${encodeURIComponent(plan.planId)}`;
  const moves: ServiceMove[] = [];
  for await (const move of client.list<ServiceMove>(`${path}/moves`)) moves.push(move);
  return new Map([
    ['moves.csv', csv(movesTable({ moves }))],
    ['report.html', await client.text(`${path}/report`)],
    ['summary.json', `${JSON.stringify(plan, null, 2)}\n`],
  ]);
}
