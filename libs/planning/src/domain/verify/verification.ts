import type { AccountId, AeId, CsmId, TierId } from '@bailiwick/kernel';

/** Points of a plan by term of the objective; none is negative. */
export interface TermPoints {
  readonly unassigned: number;
  readonly overload: number;
  readonly move: number;
  readonly pair: number;
  readonly avp: number;
  readonly fit: number;
  readonly balanceHours: number;
  readonly balanceArr: number;
  readonly balanceRenewals: number;
  readonly eligibility: number;
}

export type TermName = keyof TermPoints;

export type ConstraintName =
  | 'assignedOnce'
  | 'coverage'
  | 'eligibility'
  | 'hasCapacity'
  | 'ceiling'
  | 'maxAccounts'
  | 'conflicts'
  | 'families'
  | 'locks'
  | 'pins'
  | 'pairingHard'
  | 'csmsPerAe'
  | 'aesPerCsm'
  | 'tierMixAccounts'
  | 'tierMixMinShare'
  | 'tierMixMaxShare'
  | 'budgetAccounts'
  | 'budgetArr'
  | 'budgetInPerCsm'
  | 'budgetOutPerCsm'
  | 'budgetPerAe';

/** A hard constraint that a plan breaks. */
export interface Violation {
  /** A stable kebab-case code, e.g. `over-ceiling`. */
  readonly code: string;
  readonly constraint: ConstraintName;
  /** The id of the account, CSM, AE or conflict group that it is about. */
  readonly subject: string;
  /** What the plan has, in the constraint's unit (hours, accounts, ARR, rules, pairs). */
  readonly amount: number;
  /** What is allowed. */
  readonly limit: number;
  /** One sentence in words. */
  readonly message: string;
}

export interface VerifiedAccount {
  readonly accountId: AccountId;
  /** `null`: unassigned. */
  readonly csmId: CsmId | null;
  /** Who has it in today's book, also when that CSM has left. */
  readonly previousCsmId: CsmId | null;
  readonly aeId: AeId | null;
  readonly tier: TierId;
  readonly arr: number;
  /** Hours a month at its CSM, skill factors included; without them when unassigned. */
  readonly hours: number;
  readonly moved: boolean;
  readonly mandatory: boolean;
  readonly discretionary: boolean;
  /** It had no CSM and has one now. */
  readonly placed: boolean;
  /** Its unit is locked or pinned. */
  readonly held: boolean;
}

export interface VerifiedCsm {
  readonly csmId: CsmId;
  readonly accounts: number;
  readonly arr: number;
  readonly hours: number;
  /** 0: without capacity over the horizon. */
  readonly capacityHours: number;
  /** hours ÷ capacityHours; 0 without capacity. */
  readonly utilisation: number;
  readonly ceilingHours: number;
  /** Distinct AEs of the accounts; 0 for a pool. */
  readonly pairs: number;
  /** Accounts that moved here, mandatory ones included; placed ones are not moved. */
  readonly movesIn: number;
  readonly movesOut: number;
}

/** A family that could not be kept together and was planned account by account. */
export interface SplitFamily {
  readonly ultimateParentId: AccountId;
  readonly accountIds: readonly AccountId[];
  readonly reason: 'conflict' | 'no-csm-eligible-for-all';
}

export interface PlanCounts {
  /** Active accounts. */
  readonly accounts: number;
  readonly assigned: number;
  readonly unassigned: number;
  readonly moved: number;
  readonly mandatory: number;
  readonly discretionary: number;
  readonly placed: number;
  /** Accounts of locked or pinned units. */
  readonly held: number;
  readonly units: number;
  /** Units of more than one account. */
  readonly families: number;
  readonly splitFamilies: number;
  readonly csms: number;
  readonly pools: number;
  readonly csmsWithoutCapacity: number;
  /** CSMs with more hours than capacity. */
  readonly csmsOverCapacity: number;
}

/** Figures about the whole plan. The spread is over persons (not pools) with capacity. */
export interface PlanMetrics {
  readonly giniUtilisation: number;
  readonly giniArr: number;
  /** Standard deviation (of the population) ÷ mean. */
  readonly cvUtilisation: number;
  readonly cvArr: number;
  readonly meanUtilisation: number;
  readonly maxUtilisation: number;
  readonly overloadHours: number;
  /** Distinct (AE, person) pairs at the end. */
  readonly pairsInUse: number;
  readonly pairsToday: number;
  readonly pairsNew: number;
  readonly pairsKept: number;
  /** 0–1: of the accounts with an AE and a person, those whose pair is in today's book; 1 when there are none. */
  readonly continuityRate: number;
  /** 0–100: of the accounts with a present CSM. */
  readonly pctAccountsMoved: number;
  /** 0–100: of the ARR of the accounts with a present CSM. */
  readonly pctArrMoved: number;
  readonly arrUnassigned: number;
}

/** Everything that the assignment alone says about a plan, computed from the input. */
export interface Verification {
  readonly objective: number;
  readonly terms: TermPoints;
  /** Empty: every hard constraint is kept. */
  readonly violations: readonly Violation[];
  /** Every active account, in the input's order. */
  readonly accounts: ReadonlyMap<AccountId, VerifiedAccount>;
  /** Every CSM, in the input's order. */
  readonly csms: ReadonlyMap<CsmId, VerifiedCsm>;
  readonly splitFamilies: readonly SplitFamily[];
  /** Accounts whose pin or lock was given up although it contradicts nothing that is kept. */
  readonly needlessRelaxations: readonly AccountId[];
  readonly counts: PlanCounts;
  readonly metrics: PlanMetrics;
}

/** Pins and locks that a plan gives up because they contradict each other; named by account id. */
export interface Relaxation {
  readonly pins: ReadonlySet<AccountId>;
  /** Any account of the locked unit. */
  readonly locks: ReadonlySet<AccountId>;
}
