export { aeRecord, evolveAe, foldAe, type AeState } from './domain/ae.fold.js';
export { csmRecord, evolveCsm, foldCsm, type CsmState, type ScheduledLeave } from './domain/csm.fold.js';
