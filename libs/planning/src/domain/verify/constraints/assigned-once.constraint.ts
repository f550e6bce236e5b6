import type { AssignmentFault } from '../plan/plan.js';
import type { Violation } from '../verification.js';
import type { Constraint } from './constraint.js';

/** Hard. Each active account is there once, with a CSM of the input or counted unassigned; nobody else is there. */
export const assignedOnce: Constraint = ({ faults }) => faults.map(violationOf);

function violationOf({ accountId, kind, csmId }: AssignmentFault): Violation {
  const common = { constraint: 'assignedOnce', subject: accountId } as const;
  switch (kind) {
    case 'missing':
      return {
        ...common,
        code: 'account-missing',
        amount: 0,
        limit: 1,
        message: `active account ${accountId} is not in the plan`,
      };
    case 'not-an-active-account':
      return {
        ...common,
        code: 'account-unknown',
        amount: 1,
        limit: 0,
        message: `${accountId} is in the plan but is no active account`,
      };
    case 'unknown-csm':
      return {
        ...common,
        code: 'csm-unknown',
        amount: 1,
        limit: 0,
        message: `account ${accountId} goes to ${csmId}, who is not in the input`,
      };
  }
}
