import type { ConstraintName } from '../verification.js';
import { aesPerCsm } from './aes-per-csm.constraint.js';
import { assignedOnce } from './assigned-once.constraint.js';
import { budgetAccounts } from './budget-accounts.constraint.js';
import { budgetArr } from './budget-arr.constraint.js';
import { budgetInPerCsm } from './budget-in-per-csm.constraint.js';
import { budgetOutPerCsm } from './budget-out-per-csm.constraint.js';
import { budgetPerAe } from './budget-per-ae.constraint.js';
import { ceiling } from './ceiling.constraint.js';
import { conflicts } from './conflicts.constraint.js';
import type { Constraint } from './constraint.js';
import { coverage } from './coverage.constraint.js';
import { csmsPerAe } from './csms-per-ae.constraint.js';
import { eligibility } from './eligibility.constraint.js';
import { families } from './families.constraint.js';
import { hasCapacity } from './has-capacity.constraint.js';
import { locks } from './locks.constraint.js';
import { maxAccounts } from './max-accounts.constraint.js';
import { pairingHard } from './pairing-hard.constraint.js';
import { pins } from './pins.constraint.js';
import { tierMixAccounts } from './tier-mix-accounts.constraint.js';
import { tierMixMaxShare } from './tier-mix-max-share.constraint.js';
import { tierMixMinShare } from './tier-mix-min-share.constraint.js';

export type ConstraintRegistry = Readonly<Record<ConstraintName, Constraint>>;

/** Every hard constraint by name. */
export const constraints: ConstraintRegistry = {
  assignedOnce,
  coverage,
  eligibility,
  hasCapacity,
  ceiling,
  maxAccounts,
  conflicts,
  families,
  locks,
  pins,
  pairingHard,
  csmsPerAe,
  aesPerCsm,
  tierMixAccounts,
  tierMixMinShare,
  tierMixMaxShare,
  budgetAccounts,
  budgetArr,
  budgetInPerCsm,
  budgetOutPerCsm,
  budgetPerAe,
};
