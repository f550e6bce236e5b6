import type { Plan } from '../plan/plan.js';

/** Points of a plan, or of the part of it that the plan's accounts, CSMs and AEs name; never negative. */
export type Term = (plan: Plan) => number;
