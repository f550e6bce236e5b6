import { z } from 'zod';

const hash = z.string().regex(/^[0-9a-f]{64}$/);

/** `PlanProposed` v1: a plan was made; its body is in the named chunks, in order. */
export const planProposedData = z.strictObject({
  planId: z.string().min(1).max(100),
  asOf: z.iso.date(),
  /** The position of the log that the plan was solved from. */
  position: z.number().int().min(0),
  policy: z.strictObject({ id: z.string(), version: z.number().int() }),
  ruleSet: z.strictObject({ id: z.string(), version: z.number().int() }),
  status: z.enum(['optimal', 'feasible', 'infeasible', 'failed']),
  objective: z.number(),
  bound: z.number().nullable(),
  gap: z.number().nullable(),
  counts: z.record(z.string(), z.number()),
  chunks: z.array(hash).min(1),
});
export type PlanProposedData = z.output<typeof planProposedData>;

/** `PlanBodyStored` v1: a piece of a plan's body (at most 1 MB of JSON text), found by its SHA-256. */
export const planBodyStoredData = z.strictObject({ hash, text: z.string().max(1_000_000) });
export type PlanBodyStoredData = z.output<typeof planBodyStoredData>;

/** Every event that territory records about plans, by type and version. */
export const planDataSchemas = {
  PlanProposed: { 1: planProposedData },
  PlanBodyStored: { 1: planBodyStoredData },
} as const;
