import { defaultPolicy, policySchema } from '@bailiwick/contracts';
import { z } from 'zod';
import { pageSchema } from './page.schema.js';
import { tierByHandSchema } from './tier-by-hand.schema.js';

const id = z.string().min(1);
const csm = id.nullable();
const points = z.number();
const STAGES = [
  'requested',
  'failed',
  'cancelled',
  'proposed',
  'rejected',
  'approved',
  'committing',
  'committed',
  'rolling-back',
  'rolled-back',
] as const;

const stage = z.enum(STAGES).meta({ description: 'where the plan is in its life' });
const status = z.enum(['optimal', 'feasible', 'infeasible', 'failed']);
const numbers = z.record(z.string(), z.number());

const life = {
  planId: id,
  stage,
  requestedBy: id.optional(),
  approvedBy: id.optional(),
  basedOn: id.nullable().optional().meta({ description: 'the plan that this one solves anew' }),
  cause: z
    .union([
      z.strictObject({ kind: z.literal('request') }),
      z.strictObject({ kind: z.enum(['departure', 'overload']), csmId: id }),
    ])
    .optional(),
  changedAt: z.iso.datetime(),
  effectiveAt: z.iso.datetime().optional(),
  committed: z.strictObject({ applied: z.number().int(), dropped: z.number().int() }).optional(),
  rolledBack: z.strictObject({ applied: z.number().int(), skipped: z.number().int() }).optional(),
  refusal: z
    .strictObject({
      dropped: z.number().int(),
      violations: z.array(
        z.strictObject({ constraint: z.string(), subject: z.string(), message: z.string() }),
      ),
    })
    .optional()
    .meta({ description: 'why the last commit moved nothing' }),
  problems: z.array(z.strictObject({ code: z.string(), message: z.string() })).optional(),
};

const outcome = {
  asOf: z.iso.date(),
  position: z.number().int().min(0).meta({ description: 'the position of the log that it was solved from' }),
  policy: z.strictObject({ id, version: z.number().int() }),
  ruleSet: z.strictObject({ id, version: z.number().int() }),
  status,
  objective: points,
  bound: points.nullable().meta({ description: 'proven: no plan scores less' }),
  gap: z.number().nullable(),
  counts: numbers,
};

const EXAMPLE = {
  planId: 'p-2026-10',
  stage: 'proposed',
  requestedBy: 'olga',
  changedAt: '2026-10-01T09:00:30.000Z',
  asOf: '2026-10-01',
  position: 30521,
  policy: { id: 'default', version: 1 },
  ruleSet: { id: 'default-tiers', version: 1 },
  status: 'feasible',
  objective: 6987.1,
  bound: 6967.4,
  gap: 0.0028,
  counts: { accounts: 2472, moved: 81, mandatory: 32, placed: 12, unassigned: 0 },
} as const;

/** A plan in a list: its life, and what it amounts to once it was made. */
export const planSchema = z
  .object({ ...life, ...z.object(outcome).partial().shape })
  .meta({ examples: [EXAMPLE] });

/** `plans` is the same list under the name that it had before lists were paged. */
export const planPageSchema = z
  .strictObject({ ...pageSchema(planSchema, []).shape, plans: z.array(planSchema) })
  .meta({ examples: [{ items: [EXAMPLE], next: null, plans: [EXAMPLE] }] });

export const planRequestedSchema = z
  .strictObject({ planId: id, stage })
  .meta({ examples: [{ planId: 'p-2026-10', stage: 'requested' }] });

const tierByHand = tierByHandSchema.extend({
  byRules: id.nullable().meta({ description: 'what the rules alone give; null where they cannot decide' }),
});

/** One plan, with everything but its rows. */
export const planDetailSchema = z
  .object({
    ...planSchema.shape,
    terms: numbers.optional(),
    metrics: numbers.optional(),
    tiersByHand: z.array(tierByHand).max(1_000).optional().meta({
      description:
        'accounts whose tier somebody decided on, those that the rules would give another tier first; only where there are any',
    }),
  })
  .meta({
    examples: [
      {
        ...EXAMPLE,
        terms: { move: 1210.5, pair: 3120 },
        metrics: { pctArrMoved: 2.1, continuityRate: 0.96 },
        tiersByHand: [
          {
            accountId: 'A0001',
            tier: 'high',
            byRules: 'low',
            author: 'olga',
            reason: 'reference customer',
            expiresAt: '2027-01-01T00:00:00.000Z',
          },
        ],
      },
    ],
  });

const moveSchema = z.object({
  accountId: id,
  from: csm,
  to: csm,
  mandatory: z.boolean(),
  verdict: z.enum(['accepted', 'rejected']).nullable().meta({ description: 'the reviewer’s word' }),
  arr: z.number().optional(),
  hours: z.number().optional(),
  tier: id.optional(),
  aeId: id.nullable().optional(),
  costDelta: points.nullable().optional(),
  notPossible: z.string().nullable().optional(),
  why: z.string().optional(),
  alternatives: z
    .array(z.strictObject({ csmId: csm, costDifference: points, blockedBy: z.array(z.string()) }))
    .optional(),
});

const MOVE = {
  accountId: 'A0001',
  from: 'C012',
  to: 'C031',
  mandatory: false,
  verdict: null,
  arr: 312000,
  hours: 6,
  tier: 'high',
  aeId: 'E004',
  costDelta: -14.2,
  why: 'saves 14.2 points against staying with C012 (pair −8.0, overload −6.2)',
  alternatives: [{ csmId: 'C007', costDifference: 3.1, blockedBy: [] }],
};

/** `moves` is the same list under the name that it had before lists were paged. */
export const planMovesSchema = z
  .strictObject({ items: z.array(moveSchema), next: z.string().nullable(), moves: z.array(moveSchema) })
  .meta({ examples: [{ items: [MOVE], next: null, moves: [MOVE] }] });

const block = z.strictObject({
  units: z.number().int().meta({ description: 'accounts, a family that stays together as one' }),
  csms: z.number().int(),
  stage: z.enum(['waiting', 'search', 'prove', 'solved']),
  done: z.number().min(0).max(1).meta({ description: 'of the stage' }),
  by: z.string().optional().meta({ description: 'the process that solves or solved it' }),
});

export const progressSchema = z
  .strictObject({
    planId: id,
    stage,
    phase: z.string().nullable(),
    done: z.number().min(0).max(1).nullable(),
    objective: points.nullable(),
    bound: points.nullable(),
    blocks: z.array(block).optional().meta({ description: 'where the company falls apart into several' }),
  })
  .meta({
    examples: [
      {
        planId: 'p-2026-10',
        stage: 'requested',
        phase: 'search',
        done: 0.4,
        objective: 7102.3,
        bound: null,
        blocks: [
          { units: 468, csms: 2, stage: 'solved', done: 1, by: 'plan-1:3003' },
          { units: 572, csms: 23, stage: 'search', done: 0.3, by: 'plan-2:3003' },
          { units: 452, csms: 19, stage: 'waiting', done: 0 },
        ],
      },
    ],
  });

export const candidatesSchema = z
  .strictObject({
    accountId: id,
    tier: id,
    hours: z.number().meta({ description: 'a month, before skill factors' }),
    unit: z.array(id).meta({ description: 'the accounts that are placed with it: usually only itself' }),
    present: csm,
    best: csm,
    candidates: z.array(
      z.strictObject({
        csmId: id,
        cost: points.meta({ description: 'points more than leaving it out, by the objective of the plans' }),
        terms: numbers,
        blockedBy: z.array(z.strictObject({ constraint: z.string(), text: z.string() })),
      }),
    ),
  })
  .meta({
    examples: [
      {
        accountId: 'A0001',
        tier: 'high',
        hours: 6,
        unit: ['A0001'],
        present: null,
        best: 'C012',
        candidates: [{ csmId: 'C012', cost: 11, terms: { fit: 3, pair: 8 }, blockedBy: [] }],
      },
    ],
  });

export const unplacedPageSchema = pageSchema(
  z.strictObject({
    accountId: id,
    since: z.iso.datetime(),
    why: z.string(),
  }),
  [
    {
      accountId: 'A0001',
      since: '2026-10-01T09:00:00.000Z',
      why: 'nobody can take it: no CSM has skill sap',
    },
  ],
);

export const policyInForceSchema = z
  .strictObject({
    revision: z.number().int().min(0).meta({ description: '0: the built-in policy' }),
    policy: policySchema,
  })
  .meta({ examples: [{ revision: 0, policy: defaultPolicy }] });
