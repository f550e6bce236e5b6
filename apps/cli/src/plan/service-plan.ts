import type { MoveRow } from '@bailiwick/planning';
import { proofInWords } from './outcome.js';

/** A plan as the service tells it. @see GET /v1/plans/{id} */
export interface ServicePlan {
  readonly planId: string;
  readonly stage: string;
  readonly requestedBy?: string;
  readonly approvedBy?: string;
  readonly changedAt?: string;
  readonly asOf?: string;
  readonly status?: 'optimal' | 'feasible' | 'infeasible' | 'failed';
  readonly objective?: number;
  readonly bound?: number | null;
  readonly gap?: number | null;
  readonly counts?: Readonly<Record<string, number>>;
  readonly relaxations?: readonly { readonly message: string; readonly remedy?: string }[];
  readonly committed?: { readonly applied: number; readonly dropped: number };
  readonly rolledBack?: { readonly applied: number; readonly skipped: number };
  readonly refusal?: {
    readonly dropped: number;
    readonly violations: readonly { readonly message: string }[];
  };
  readonly problems?: readonly { readonly code: string; readonly message: string }[];
  /** Only where they were asked for. */
  readonly moves?: readonly ServiceMove[];
}

/** A change of owner that a plan would make. @see GET /v1/plans/{id}/moves */
export type ServiceMove = MoveRow & { readonly verdict: 'accepted' | 'rejected' | null };

/** A plan in a few lines for people. */
export function planInWords(plan: ServicePlan): string {
  const lines = [`plan ${plan.planId}: ${plan.stage}${plan.asOf === undefined ? '' : ` as of ${plan.asOf}`}`];
  if (plan.status !== undefined) lines.push(outcome(plan), counts(plan.counts ?? {}));
  for (const { message, remedy } of plan.relaxations ?? [])
    lines.push(`! ${message}${remedy === undefined ? '' : `\n  ${remedy}`}`);
  for (const { code, message } of plan.problems ?? []) lines.push(`! ${message} [${code}]`);
  if (plan.stage === 'approved')
    for (const { message } of plan.refusal?.violations ?? []) lines.push(`! ${message}`);
  if (plan.committed)
    lines.push(`${plan.committed.applied} moves made, ${plan.committed.dropped} dropped as stale`);
  if (plan.rolledBack)
    lines.push(`${plan.rolledBack.applied} moves taken back, ${plan.rolledBack.skipped} left as they are`);
  return `${lines.join('\n')}\n`;
}

function outcome({ status, objective = 0, bound = null, gap = null }: ServicePlan): string {
  return proofInWords({ status: status!, objective, bound, gap });
}

function counts(count: Readonly<Record<string, number>>): string {
  const { accounts = 0, moved = 0, mandatory = 0, placed = 0, unassigned = 0 } = count;
  return `${accounts} accounts: ${moved} change hands (${mandatory} mandatory), ${placed} placed, ${unassigned} unassigned`;
}
