import { basename } from 'node:path';
import type { RuleSet } from '@bailiwick/contracts';
import { InvalidInputError } from '@bailiwick/kernel';
import { type CliIo, EXIT, type ExitCode } from '../cli-io.js';
import { ApiClient } from '../client/api-client.js';
import { connectionFrom, type ServerFlags } from '../client/connection.js';
import { impactText, type ToldImpact } from './impact-text.js';
import type { ReoptimiseFlags } from './reoptimise-flags.js';
import { problemText, readRuleSet } from './read-files.js';

export interface RulesFlags extends ServerFlags {
  readonly json?: boolean;
}
export interface ReasonFlags extends RulesFlags {
  readonly reason?: string;
}
export interface PublishFlags extends ReasonFlags {
  readonly override?: string;
  readonly draft?: string;
}
export interface ActivateFlags extends ReasonFlags {
  readonly on?: string;
}
export interface RollbackFlags extends ReasonFlags {
  readonly to?: string;
}

export interface ServiceImpactFlags extends ReoptimiseFlags {
  readonly format: 'text' | 'json';
}

interface Version {
  readonly version: number;
  readonly stage: string;
  readonly ruleSetId: string;
  readonly reason?: string;
  readonly publishedBy?: string;
  readonly approvedBy?: string;
  readonly on?: string;
  readonly rollbackTo?: number;
  readonly impact?: { readonly accountsChanged: number; readonly pctHoursShifted: number };
}

interface Draft {
  readonly draftId: string;
  readonly authors: readonly string[];
  readonly changedAt: string;
}

const PATH = '/v1/rule-sets';
const HASH_SHOWN = 8;
const MAX_NAME = 60;

export async function listVersions(flags: RulesFlags, io: CliIo): Promise<ExitCode> {
  const client = await clientOf(flags, io);
  const versions = await everything<Version>(client, PATH);
  const drafts = await everything<Draft>(client, `${PATH}/drafts`);
  if (flags.json) io.stdout(`${JSON.stringify({ versions, drafts })}\n`);
  else for (const line of [...versions.map(versionLine), ...drafts.map(draftLine)]) io.stdout(`${line}\n`);
  return EXIT.done;
}

export async function showVersion(
  version: string | undefined,
  flags: RulesFlags,
  io: CliIo,
): Promise<ExitCode> {
  const path = version === undefined ? `${PATH}/active` : `${PATH}/${encodeURIComponent(version)}/document`;
  const document = await (await clientOf(flags, io)).get<RuleSet>(path);
  io.stdout(`${JSON.stringify(document, null, 2)}\n`);
  return EXIT.done;
}

/**
 * Checks the file here, where its lines are known, saves it as a draft and publishes that.
 * @throws InvalidInputError with every error of the file; ApiError as the service refuses
 */
export async function publishFile(file: string, flags: PublishFlags, io: CliIo): Promise<ExitCode> {
  const { ruleSet, contentHash, problems } = await readRuleSet(file, io);
  if (!ruleSet) throw new InvalidInputError(problems);
  for (const problem of problems) io.stderr(problemText(problem));
  const client = await clientOf(flags, io);
  const draft = `${PATH}/drafts/${encodeURIComponent(flags.draft ?? draftName(file, contentHash!))}`;
  const saved = await client.call<Draft>('PUT', draft, { body: ruleSet, headers: { 'if-match': '*' } });
  const body = {
    ...(flags.reason === undefined ? {} : { reason: flags.reason }),
    ...(flags.override === undefined ? {} : { override: { reason: flags.override } }),
  };
  const headers = { 'if-match': saved.headers.get('etag') ?? '*' };
  const published = await client.call<Version>('POST', `${draft}/publish`, { body, headers });
  return tell(published.body, flags, io);
}

export async function discardDraft(name: string, flags: RulesFlags, io: CliIo): Promise<ExitCode> {
  const path = `${PATH}/drafts/${encodeURIComponent(name)}`;
  await (await clientOf(flags, io)).remove(path, { 'if-match': '*' });
  io.stdout(`draft ${name} discarded\n`);
  return EXIT.done;
}

export async function judgeVersion(
  version: string,
  verdict: 'approve' | 'reject',
  { reason, ...flags }: ReasonFlags,
  io: CliIo,
): Promise<ExitCode> {
  return act(`${encodeURIComponent(version)}/${verdict}`, { reason }, flags, io);
}

export async function activateVersion(
  version: string,
  { reason, on, ...flags }: ActivateFlags,
  io: CliIo,
): Promise<ExitCode> {
  return act(`${encodeURIComponent(version)}/activate`, { reason, on }, flags, io);
}

export async function rollBack({ reason, to, ...flags }: RollbackFlags, io: CliIo): Promise<ExitCode> {
  return act('rollback', { reason, to: to === undefined ? undefined : Number(to) }, flags, io);
}

/** What a file would do to the service's book, were it put in force now: 0, or 1 beyond the limits. */
export async function impactOnService(
  file: string,
  { reOptimise, timeLimit, iterations, seed, ...flags }: ServerFlags & ServiceImpactFlags,
  io: CliIo,
): Promise<ExitCode> {
  const { ruleSet, problems } = await readRuleSet(file, io);
  if (!ruleSet) throw new InvalidInputError(problems);
  const wanted = {
    reOptimise: 'true',
    timeLimitSeconds: timeLimit && Math.ceil(timeLimit),
    iterations,
    seed,
  };
  const query = reOptimise ? wanted : {};
  const client = await clientOf(flags, io);
  const impact = await client.post<ToldImpact>(`${PATH}/impact`, ruleSet, query);
  io.stdout(flags.format === 'json' ? `${JSON.stringify(impact)}\n` : impactText(impact, 'activation'));
  return impact.exceeded.length === 0 ? EXIT.done : EXIT.failed;
}

async function act(path: string, body: object, flags: RulesFlags, io: CliIo): Promise<ExitCode> {
  const client = await clientOf(flags, io);
  const answer = await client.call<Version>('POST', `${PATH}/${path}`, { body });
  return tell(answer.body, flags, io);
}

function tell(version: Version, flags: RulesFlags, io: CliIo): ExitCode {
  io.stdout(flags.json ? `${JSON.stringify(version)}\n` : `${versionLine(version)}\n`);
  return EXIT.done;
}

function versionLine(known: Version): string {
  const { version, stage, ruleSetId, on, publishedBy, approvedBy, rollbackTo, impact, reason } = known;
  const parts = [
    `version ${version}`,
    on === undefined ? stage : `${stage} for ${on}`,
    ruleSetId,
    ...(rollbackTo === undefined ? [] : [`back to version ${rollbackTo}`]),
    ...(publishedBy === undefined ? [] : [`published by ${publishedBy}`]),
    ...(approvedBy === undefined ? [] : [`approved by ${approvedBy}`]),
    ...(impact ? [`${impact.accountsChanged} accounts change, ${impact.pctHoursShifted}% of the hours`] : []),
    ...(reason === undefined ? [] : [`“${reason}”`]),
  ];
  return parts.join(' · ');
}

function draftLine({ draftId, authors, changedAt }: Draft): string {
  return `draft ${draftId} · saved by ${authors.join(', ')} · ${changedAt}`;
}

/** The same content of the same file has one name, so that publishing it again makes no second draft. */
function draftName(file: string, contentHash: string): string {
  const name = basename(file, '.json')
    .replace(/[^A-Za-z0-9_-]+/g, '-')
    .slice(0, MAX_NAME);
  const hash = contentHash.replace('sha256:', '').slice(0, HASH_SHOWN);
  return `f-${name}-${hash}`;
}

async function everything<T>(client: ApiClient, path: string): Promise<readonly T[]> {
  const items: T[] = [];
  for await (const item of client.list<T>(path)) items.push(item);
  return items;
}

async function clientOf(flags: RulesFlags, io: CliIo): Promise<ApiClient> {
  return new ApiClient(await connectionFrom(flags, io));
}
