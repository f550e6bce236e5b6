import { defaultRuleSet } from '@bailiwick/contracts';
import { z } from 'zod';
import { pageSchema } from './page.schema.js';
import { reoptimisationSchema } from './reoptimisation.schema.js';
import { tierByHandSchema } from './tier-by-hand.schema.js';

const id = z.string().min(1);
const count = z.number().int().min(0);
const version = z.number().int().min(1).meta({ description: '1: the built-in rule set' });
const contentHash = z.string().regex(/^sha256:[0-9a-f]{64}$/);
const STAGES = ['published', 'approved', 'rejected', 'scheduled', 'activating', 'active', 'retired'] as const;

const impact = z.strictObject({
  position: count.meta({ description: 'the position of the log that it was worked out at' }),
  accounts: count,
  accountsChanged: count,
  pctAccountsChanged: z.number(),
  pctHoursShifted: z.number(),
});

const life = {
  version,
  stage: z.enum(STAGES).meta({ description: 'where the version is in its life' }),
  ruleSetId: id,
  contentHash,
  basedOn: version.nullable(),
  authors: z.array(id),
  publishedBy: id.optional(),
  approvedBy: id.optional(),
  rejectedBy: id.optional(),
  reason: z.string().optional(),
  rollbackTo: version.optional(),
  on: z.iso.date().optional().meta({ description: 'the day on which it is to be put in force' }),
  activatedAt: z.iso.datetime().optional(),
  impact: impact.optional(),
  override: z.strictObject({ exceeded: z.array(z.string()), reason: z.string() }).optional(),
  refusal: z
    .array(z.strictObject({ code: z.string(), message: z.string() }))
    .optional()
    .meta({ description: 'why it was not put in force' }),
  changedAt: z.iso.datetime().optional(),
};

const HASH = `sha256:${'0'.repeat(64)}`;
const IMPACT = {
  position: 4711,
  accounts: 2500,
  accountsChanged: 61,
  pctAccountsChanged: 2.44,
  pctHoursShifted: 3.1,
};
const example: z.input<z.ZodObject<typeof life>> = {
  version: 2,
  stage: 'approved',
  ruleSetId: 'default-tiers',
  contentHash: HASH,
  basedOn: 1,
  authors: ['olga'],
  publishedBy: 'olga',
  approvedBy: 'anna',
  reason: 'high touch from 300K',
  impact: IMPACT,
  changedAt: '2026-10-01T09:00:00.000Z',
};

/** A version without its document. */
export const ruleSetVersionSchema = z.strictObject(life).meta({ examples: [example] });
export const ruleSetPageSchema = pageSchema(ruleSetVersionSchema, [example]);

/** A rule set as docs/reference/tier-rules.md and its JSON Schema describe it. */
const document = z.looseObject({ id, version: z.number().int().min(1) });
export const ruleSetDocumentSchema = document.meta({ examples: [defaultRuleSet] });

const draft = z.strictObject({
  draftId: id,
  revision: z.number().int().min(1).meta({ description: 'counts the times it was saved' }),
  ruleSetId: id,
  contentHash,
  basedOn: version,
  authors: z.array(id),
  reason: z.string().optional(),
  changedAt: z.iso.datetime(),
});
const draftExample = {
  draftId: 'spring',
  revision: 3,
  ruleSetId: 'default-tiers',
  contentHash: HASH,
  basedOn: 1,
  authors: ['olga'],
  changedAt: '2026-10-01T09:00:00.000Z',
};
export const ruleSetDraftSchema = draft.meta({ examples: [draftExample] });
export const ruleSetDraftPageSchema = pageSchema(draft, [draftExample]);

const hours = z.number().meta({ description: 'a month' });
const workload = z.strictObject({
  id: id.nullable(),
  accounts: count,
  changed: count,
  hoursBefore: hours,
  hoursAfter: hours,
  capacityHours: hours.optional(),
});
const tier = id.nullable();
const transition = z.strictObject({
  from: tier,
  to: tier,
  accounts: count,
  arr: z.number(),
  hoursBefore: hours,
  hoursAfter: hours,
});

/** What putting a rule set in force now would do. */
export const ruleSetImpactSchema = z
  .strictObject({
    position: count.meta({ description: 'the position of the log that it was worked out at' }),
    accounts: count,
    changed: count,
    anyway: count.meta({ description: 'of these, how many the rules in force would change as well' }),
    waiting: count.meta({ description: 'of these, how many wait for the end of a freeze window' }),
    otherCoverage: count.meta({ description: 'of these, how many go between persons and pools' }),
    hoursBefore: hours,
    hoursAfter: hours,
    pctAccountsChanged: z.number(),
    pctHoursShifted: z.number(),
    exceeded: z.array(z.strictObject({ limit: id, most: z.number(), is: z.number() })),
    matrix: z.array(transition),
    changes: z
      .array(z.looseObject({ accountId: id, from: tier, to: id, arr: z.number(), reason: z.string() }))
      .max(1_000)
      .meta({ description: 'the 1,000 with the largest ARR' }),
    byCsm: z.array(workload),
    byManager: z.array(workload),
    byRegion: z.array(workload),
    csmsOver: z.strictObject({ before: count, after: count }),
    byHand: z
      .array(tierByHandSchema)
      .max(1_000)
      .meta({ description: 'tiers by hand, with what the rules alone would give' }),
    undecided: z.array(z.looseObject({ accountId: id })).max(1_000),
    reoptimised: reoptimisationSchema.optional(),
  })
  .meta({
    examples: [
      {
        position: 4711,
        accounts: 2,
        changed: 1,
        anyway: 0,
        waiting: 0,
        otherCoverage: 0,
        hoursBefore: 16,
        hoursAfter: 11.2,
        pctAccountsChanged: 50,
        pctHoursShifted: 30,
        exceeded: [{ limit: 'maxPctAccountsChanged', most: 5, is: 50 }],
        matrix: [{ from: 'high', to: 'low', accounts: 1, arr: 260_000, hoursBefore: 8, hoursAfter: 3.2 }],
        changes: [
          { accountId: 'A0001', from: 'high', to: 'low', arr: 260_000, reason: 'ARR of 50K to under 300K' },
        ],
        byCsm: [{ id: 'C1', accounts: 2, changed: 1, hoursBefore: 16, hoursAfter: 11.2, capacityHours: 120 }],
        byManager: [],
        byRegion: [],
        csmsOver: { before: 0, after: 0 },
        byHand: [],
        undecided: [],
      },
    ],
  });

const problem = z.looseObject({ code: z.string(), message: z.string() });

export const ruleSetLintSchema = z
  .strictObject({
    ok: z.boolean(),
    contentHash: contentHash.optional(),
    problems: z.array(problem),
  })
  .meta({ examples: [{ ok: true, contentHash: HASH, problems: [] }] });

const UNTESTED = {
  code: 'condition-untested',
  message: 'in no test this was false',
  pointer: '/rules/0/conditions/all/0',
  severity: 'warning',
};
const percentage = z.number().min(0).max(100);
const coverage = z
  .strictObject({
    met: count,
    wanted: count,
    pct: percentage,
    least: percentage.optional().meta({ description: 'what the limits want before it can be published' }),
    problems: z.array(problem).meta({ description: 'what no test shows' }),
  })
  .meta({ description: 'how much of the rules the tests show' });
export const ruleSetTestsSchema = z
  .strictObject({
    passed: count,
    failed: count,
    coverage,
    tests: z.array(
      z.strictObject({ name: z.string(), passed: z.boolean(), differences: z.array(z.string()) }),
    ),
  })
  .meta({
    examples: [
      {
        passed: 1,
        failed: 0,
        coverage: { met: 11, wanted: 12, pct: 91.6, least: 90, problems: [UNTESTED] },
        tests: [{ name: 'a quarter million', passed: true, differences: [] }],
      },
    ],
  });

const tierOverride = z.strictObject({
  accountId: id,
  tier: id,
  reason: z.string(),
  author: id,
  approver: id.optional(),
  effectiveAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  recordedAt: z.iso.datetime(),
});
const overrideExample = {
  accountId: 'A0001',
  tier: 'high',
  reason: 'reference customer',
  author: 'olga',
  effectiveAt: '2026-10-01T09:00:00.000Z',
  expiresAt: '2027-03-31T00:00:00.000Z',
  recordedAt: '2026-10-01T09:00:00.000Z',
};
export const tierOverrideSchema = tierOverride.meta({ examples: [overrideExample] });
export const tierOverridePageSchema = pageSchema(tierOverride, [overrideExample]);

const witness = z.looseObject({ facts: z.record(z.string(), z.unknown()), tier: id });

/** Which accounts another version gives another tier by the rules alone. */
export const ruleSetDiffSchema = z
  .strictObject({
    before: version,
    after: version.nullable().meta({ description: 'null: a draft, or what was sent' }),
    edits: z.array(z.looseObject({ kind: z.enum(['added', 'removed', 'changed']), what: z.string() })),
    changes: z.array(
      z.strictObject({
        from: id,
        to: id,
        region: z.string().meta({ description: 'which accounts, in words' }),
        witness: z
          .strictObject({ before: witness, after: witness })
          .optional()
          .meta({ description: 'such an account; absent where none was found' }),
      }),
    ),
    complete: z.boolean().meta({ description: 'false: there may be more changes than are listed' }),
    incomparable: z.array(z.string()),
    boxes: count,
  })
  .meta({
    examples: [
      {
        before: 1,
        after: 2,
        edits: [{ kind: 'changed', what: 'bands of "arr"' }],
        changes: [{ from: 'high', to: 'low', region: 'arr from 250,000 to under 300,000' }],
        complete: true,
        incomparable: [],
        boxes: 12,
      },
    ],
  });

/** Rules without effect, gaps and overlaps. */
export const ruleSetAnalysisSchema = z
  .strictObject({
    problems: z.array(problem),
    complete: z.boolean().meta({ description: 'false: the analysis stopped before everything was answered' }),
    boxes: count,
  })
  .meta({
    examples: [
      {
        problems: [
          {
            code: 'rule-never-decides',
            message: 'rule "big" never decides: where it is true, so is "bigger", which comes first',
            severity: 'warning',
          },
        ],
        complete: true,
        boxes: 7,
      },
    ],
  });
