import { ruleSetDraftId, ruleSetScheduledData, zodProblems } from '@bailiwick/contracts';
import { BailiwickError, InvalidInputError } from '@bailiwick/kernel';
import type { ReoptimiseOptions } from '@bailiwick/planning';
import type { DraftSeen, RuleSetDraft } from '@bailiwick/territory';
import { type CheckedRuleSet, lintRuleSet } from '@bailiwick/tiering';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { flag, notFound, readParams, wholeNumber } from './query-params.js';

const reason = z.string().max(2_000).optional();

export const reasonBody = z.strictObject({ reason }).default({});
export const publishBody = z
  .strictObject({
    reason,
    /** Why limits may be exceeded. */
    override: z.strictObject({ reason: z.string().min(1).max(2_000) }).optional(),
  })
  .default({});
export const activateBody = z
  .strictObject({ reason, on: ruleSetScheduledData.shape.on.optional() })
  .default({});
export const rollbackBody = z.strictObject({ reason, to: z.number().int().min(1).optional() }).default({});

/** How an impact is wanted: with the territories that would move, or (by default) without. */
export const impactParams = z.strictObject({
  reOptimise: flag.default(false),
  timeLimitSeconds: wholeNumber(1, 600).default(60),
  iterations: wholeNumber(1, 1_000_000_000).optional(),
  seed: wholeNumber(0, 1_000_000_000).default(1),
});

/** The version that a difference is to; which one by default depends on what is asked. */
export const diffParams = z.strictObject({ against: wholeNumber(1, 1_000_000_000).optional() });

/** How far back a replay looks. */
export const replayParams = z.strictObject({ months: wholeNumber(1, 120).default(12) });

/** How the book is to be re-optimised, if it is; the plans end when nobody waits for them any more. */
export function reoptimising(query: unknown, reply: FastifyReply): ReoptimiseOptions | undefined {
  const { reOptimise, iterations = null, ...limits } = readParams(impactParams, query);
  if (!reOptimise) return undefined;
  const left = new AbortController();
  reply.raw.once('close', () => left.abort());
  return { ...limits, iterations, solver: 'auto', signal: left.signal };
}

/** @throws InvalidInputError for what can be no draft's name */
export function draftIdOf(text: string): string {
  const parsed = ruleSetDraftId.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new InvalidInputError(
    zodProblems(parsed.error.issues, text.slice(0, 200)).map((problem) => ({
      ...problem,
      pointer: '/draftId',
    })),
  );
}

/** @throws BailiwickError `not-found` for what can be no version */
export function versionNumber(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw notFound('version of the rule set', text);
}

export function draftEtag({ draftId, revision }: Pick<RuleSetDraft, 'draftId' | 'revision'>): string {
  return `"${draftId}-${revision}"`;
}

/**
 * What the sender of a change has seen of a draft: `If-None-Match: *` for a new one, else its ETag.
 * @throws BailiwickError `if-match-missing`; `rule-set-draft-changed` for the ETag of something else
 */
export function draftSeen(
  draftId: string,
  { 'if-match': ifMatch, 'if-none-match': ifNoneMatch }: Readonly<Record<string, unknown>>,
): DraftSeen {
  if (ifMatch === undefined && ifNoneMatch === '*') return 'new';
  if (typeof ifMatch !== 'string')
    throw new BailiwickError('if-match-missing', 'changing a draft wants If-Match', {
      expected: 'If-Match with the ETag of the draft, or If-None-Match: * for a new one',
      hint: 'Maybe read the draft first: its ETag is what you edit from',
    });
  if (ifMatch.trim() === '*') return 'any';
  const revision = /^"(.*)-(\d{1,9})"$/.exec(ifMatch.trim());
  if (revision?.[1] === draftId) return Number(revision[2]);
  throw new BailiwickError('rule-set-draft-changed', 'If-Match is not the ETag of this draft', {
    value: ifMatch.slice(0, 100),
    expected: `"${draftId}-REVISION"`,
  });
}

/** Requests whose body is a rule set: they get it as the text that was sent. */
export function isRuleSet(method: string, url: string): boolean {
  const [path] = url.split('?');
  if (method === 'PUT') return /^\/v1\/rule-sets\/drafts\/[^/]+$/.test(path!);
  return method === 'POST' && /^\/v1\/rule-sets\/(?:lint|test|diff|impact|replay|analyse)$/.test(path!);
}

/**
 * The rule set that was sent.
 * @throws InvalidInputError with everything that is wrong with it, each with line, column and pointer
 */
export function ruleSetIn(text: unknown): CheckedRuleSet {
  const { ruleSet, problems } = lintRuleSet(textOf(text));
  if (ruleSet) return ruleSet;
  throw new InvalidInputError(problems.filter(({ severity }) => severity !== 'warning'));
}

/** The text of a body that is a rule set. */
export function textOf(body: unknown): string {
  return typeof body === 'string' ? body : '';
}
