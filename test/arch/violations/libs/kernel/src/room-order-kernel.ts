import { policySchema } from '@bailiwick/contracts';
export const x = policySchema;
