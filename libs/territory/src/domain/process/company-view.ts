import { inCurrencyOf, type AccountRecord, type Company, type Policy } from '@bailiwick/contracts';
import { type AeId, allAtOnce, type CsmId, type Steps } from '@bailiwick/kernel';
import { type AccountState, liveEvents, type SubjectHistory } from '@bailiwick/lifecycle';
import { accountRecord, effectiveParents, recordUnder, staffOf } from '@bailiwick/portfolio';
import type { FamilyPart } from '@bailiwick/tiering';
import { foldAe, foldCsm, type AeState, type CsmState } from '@bailiwick/workforce';
import type { ProcessState } from './process-state.js';

/** A few milliseconds of work. */
const ROWS_A_STEP = 50;

/** The CSM as the process sees it now; `undefined` when not introduced. */
export function csmNow({ book, time }: ProcessState, csmId: string): CsmState | undefined {
  const history = book.csms.get(csmId);
  return history && csmAt(history, csmId, time);
}

/** The CSM as a history tells at a moment, ms; `undefined` when not introduced. */
export function csmAt(history: SubjectHistory, csmId: string, time: number): CsmState | undefined {
  const state = foldCsm(csmId as CsmId, liveEvents(history, { deferredUpTo: time }));
  return state.known ? state : undefined;
}

export function aeNow({ book, time }: ProcessState, aeId: string): AeState | undefined {
  const history = book.aes.get(aeId);
  if (!history) return undefined;
  const state = foldAe(aeId as AeId, liveEvents(history, { deferredUpTo: time }));
  return state.known ? state : undefined;
}

/** The account as rules and planning see it: ARR in the policy's currency; as it is where the policy has no rate. */
export function recordNow(state: AccountState, policy: Policy): AccountRecord {
  const record = accountRecord(state, state.parentId);
  return inCurrencyOf(policy, record) ?? record;
}

/** The account as a part of its family: merged ones lead to their survivors, others to their parents. */
export function familyPartNow(state: AccountState, policy: Policy): FamilyPart {
  const { accountId, status, mergedInto, parentId } = state;
  return {
    accountId,
    parentId: status === 'merged' ? mergedInto : parentId,
    arr: status === 'active' ? recordNow(state, policy).arr : 0,
  };
}

/** The whole company as the process sees it now. */
export function companyNow(state: ProcessState): Company {
  return allAtOnce(companyInSteps(state));
}

/** The same, some accounts at each step. */
export function* companyInSteps(state: ProcessState): Steps<Company> {
  const { book, day } = state;
  const { table } = book;
  const rows = Array.from({ length: table.rows }, (_, row) => row);
  const parents = effectiveParents(rows.map((row) => table.linkOf(row)).filter(({ known }) => known));
  yield;
  const accounts: AccountRecord[] = [];
  for (const row of rows) {
    const record = recordUnder(parents, table.read(row));
    if (record) accounts.push(record);
    if (row % ROWS_A_STEP === ROWS_A_STEP - 1) yield;
  }
  const csms = [...book.csms.keys()].flatMap((id) => csmNow(state, id) ?? []);
  yield;
  return { ...staffOf({ csms, aes: aesNow(state) }, day), accounts };
}

/** The AEs as planning sees them now; `undefined` while none was ever introduced. */
export function aeRecordsNow(state: ProcessState): Company['aes'] {
  return staffOf({ csms: [], aes: aesNow(state) }, state.day).aes;
}

function aesNow(state: ProcessState): AeState[] {
  return [...state.book.aes.keys()].flatMap((id) => aeNow(state, id) ?? []);
}
