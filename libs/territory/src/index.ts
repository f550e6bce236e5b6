export { Plans, type PlanOrigin } from './application/plans.js';
