import { z } from 'zod';
import { accountId, aeId, csmId, instant, isoDate, reasonText, tierId } from '../events/primitives.js';
import { policySchema } from '../policy/policy.js';

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.number().int().min(0);
const planId = z.string().min(1).max(100);
const document = z.strictObject({ id: z.string(), version: z.number().int() });

/** What a plan amounts to, in the words of `plan.*` events. */
export const planSummary = z.strictObject({
  counts: z.strictObject({
    accounts: count,
    moves: count,
    mandatoryMoves: count,
    placed: count,
    unassigned: count,
  }),
  /** Numbers by name, such as `objective`, `gap`, `arrMoved`. */
  metrics: z.record(z.string().min(1).max(100), z.number()),
});
export type PlanSummary = z.output<typeof planSummary>;

/** `PlanRequested` v1: somebody wants a plan of the whole book. */
export const planRequestedData = z.strictObject({
  planId,
  asOf: isoDate,
  seed: z.number().int().min(0),
  /** Local-search iterations; null = chosen by size. */
  iterations: z.number().int().min(1).nullable(),
  timeLimitSeconds: z.number().positive().nullable(),
  solver: z.enum(['auto', 'highs', 'glpk']),
  /** Whole, so that the plan can be understood when the policy in force is another. */
  policy: policySchema,
  /** The plan whose moves had become stale. */
  basedOn: planId.nullable(),
});
export type PlanRequestedData = z.output<typeof planRequestedData>;

/** What a plan is for: somebody asked, somebody has left, or somebody has more work than the ceiling allows. */
export const planCause = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('request') }),
  z.strictObject({ kind: z.literal('departure'), csmId }),
  z.strictObject({ kind: z.literal('overload'), csmId }),
]);
export type PlanCause = z.output<typeof planCause>;

/** `PlanProposed` v1: a plan was made; its body is in the named chunks, in order. */
export const planProposedData = z.strictObject({
  planId,
  asOf: z.iso.date(),
  /** The position of the log that the plan was solved from. */
  position: z.number().int().min(0),
  policy: document,
  ruleSet: document,
  status: z.enum(['optimal', 'feasible', 'infeasible', 'failed']),
  objective: z.number(),
  bound: z.number().nullable(),
  gap: z.number().nullable(),
  counts: z.record(z.string(), z.number()),
  chunks: z.array(hash).min(1),
  /** A `PlanMoves` document, in the named chunks; absent in plans that can only be looked at. */
  moves: z.array(hash).min(1).optional(),
  cause: planCause.optional(),
  summary: planSummary.optional(),
});
export type PlanProposedData = z.output<typeof planProposedData>;

/** One change of owner that a plan proposes, with a fingerprint of everything that it rests on. */
export const planMove = z.strictObject({
  accountId,
  from: csmId.nullable(),
  to: csmId.nullable(),
  mandatory: z.boolean(),
  /** Another fingerprint at the head means: the move is stale. */
  basis: z.record(z.string(), z.string()),
});
export type PlanMove = z.output<typeof planMove>;

/** What a plan would change, and the policy to judge it by. */
export const planMoves = z.strictObject({
  asOf: isoDate,
  policy: policySchema,
  moves: z.array(planMove),
});
export type PlanMoves = z.output<typeof planMoves>;

/** `PlanFailed` v1: no plan could be made. */
export const planFailedData = z.strictObject({
  planId,
  problems: z.array(z.strictObject({ code: z.string(), message: z.string() })).max(1_000),
});

/** `PlanCancelled` v1: the request was taken back before there was a plan. */
export const planCancelledData = z.strictObject({ planId, reason: reasonText.optional() });

/** `PlanMoveReviewed` v1: a reviewer's word on one move. */
export const planMoveReviewedData = z.strictObject({
  planId,
  accountId,
  verdict: z.enum(['accepted', 'rejected']),
  reason: reasonText.optional(),
});
export type PlanMoveReviewedData = z.output<typeof planMoveReviewedData>;

/** `PlanApproved` v1 and `PlanRejected` v1. */
export const planJudgedData = z.strictObject({ planId, reason: reasonText.optional(), summary: planSummary });
export type PlanJudgedData = z.output<typeof planJudgedData>;

/** `PlanCommitRequested` v1: the moves are to take effect; whether they still can is decided in order of the log. */
export const planCommitRequestedData = z.strictObject({ planId, effectiveAt: instant });
export type PlanCommitRequestedData = z.output<typeof planCommitRequestedData>;

/** `CommitStarted` v1: these moves are made from here on; an `AccountAssigned` for each follows. */
export const commitStartedData = z.strictObject({
  planId,
  effectiveAt: instant,
  apply: count,
  dropped: count,
  /** A `CommitMoves` document, in the named chunks. */
  chunks: z.array(hash).min(1),
});
export type CommitStartedData = z.output<typeof commitStartedData>;

/** What a commit applies, in order, and what it leaves out and why. */
export const commitMoves = z.strictObject({
  apply: z.array(z.strictObject({ accountId, from: csmId.nullable(), to: csmId.nullable() })),
  dropped: z.array(z.strictObject({ accountId, why: z.array(z.string()) })),
});
export type CommitMoves = z.output<typeof commitMoves>;

/** `CommitRefused` v1: what is left of the plan would break these hard constraints; nothing was moved. */
export const commitRefusedData = z.strictObject({
  planId,
  dropped: count,
  violations: z.array(z.strictObject({ constraint: z.string(), subject: z.string(), message: z.string() })),
});
export type CommitRefusedData = z.output<typeof commitRefusedData>;

/** `PlanCommitted` v1: every move of the commit is made. */
export const planCommittedData = z.strictObject({
  planId,
  effectiveAt: instant,
  applied: count,
  dropped: count,
  summary: planSummary,
});
export type PlanCommittedData = z.output<typeof planCommittedData>;

/** `PlanRollbackRequested` v1: the moves are to be taken back where nothing else has happened to the account since. */
export const planRollbackRequestedData = z.strictObject({
  planId,
  effectiveAt: instant,
  reason: reasonText.optional(),
});

/** `PlanRolledBack` v1. */
export const planRolledBackData = z.strictObject({
  planId,
  effectiveAt: instant,
  applied: count,
  /** Accounts that stay where they are, because they, or their former CSM, have changed since. */
  skipped: count,
  reason: reasonText.optional(),
  summary: planSummary,
});

/** `DepartureDecided` v1: what becomes of the accounts of a CSM who has left. */
export const departureDecidedData = z.strictObject({
  csmId,
  lastDay: isoDate,
  /** `place`: the accounts are assigned at once; `propose`: a plan is proposed and nobody moves. */
  mode: z.enum(['place', 'propose']),
  moves: z.array(z.strictObject({ accountId, to: csmId.nullable(), tier: tierId, aeId: aeId.nullable() })),
});
export type DepartureDecidedData = z.output<typeof departureDecidedData>;

/** `OverloadDecided` v1: what is done about a CSM who came to have more hours than the ceiling. */
export const overloadDecidedData = z.strictObject({
  csmId,
  /** Whether an expansion, or anything else, brought it about: the policy has a word for each. */
  by: z.enum(['expansion', 'overload']),
  mode: z.enum(['place', 'propose']),
  /** The cheapest moves that relieve the CSM, three at most; empty when nobody can take anything. */
  moves: z.array(z.strictObject({ accountId, to: csmId, tier: tierId, aeId: aeId.nullable() })),
});
export type OverloadDecidedData = z.output<typeof overloadDecidedData>;

/** `PolicyActivated` v1: the policy that placements and new plans go by from here on. */
export const policyActivatedData = z.strictObject({ policy: policySchema, reason: reasonText.optional() });
export type PolicyActivatedData = z.output<typeof policyActivatedData>;

/** `PlanBodyStored` v1: a piece of a document (at most 1 MB of JSON text), found by its SHA-256. */
export const planBodyStoredData = z.strictObject({ hash, text: z.string().max(1_000_000) });
export type PlanBodyStoredData = z.output<typeof planBodyStoredData>;

/** Every event that territory records about plans, departures and the policy, by type and version. */
export const planDataSchemas = {
  PlanRequested: { 1: planRequestedData },
  PlanProposed: { 1: planProposedData },
  PlanFailed: { 1: planFailedData },
  PlanCancelled: { 1: planCancelledData },
  PlanMoveReviewed: { 1: planMoveReviewedData },
  PlanApproved: { 1: planJudgedData },
  PlanRejected: { 1: planJudgedData },
  PlanCommitRequested: { 1: planCommitRequestedData },
  CommitStarted: { 1: commitStartedData },
  CommitRefused: { 1: commitRefusedData },
  PlanCommitted: { 1: planCommittedData },
  PlanRollbackRequested: { 1: planRollbackRequestedData },
  PlanRolledBack: { 1: planRolledBackData },
  PlanBodyStored: { 1: planBodyStoredData },
  DepartureDecided: { 1: departureDecidedData },
  OverloadDecided: { 1: overloadDecidedData },
  PolicyActivated: { 1: policyActivatedData },
} as const;
