export { readGapInstance } from './gap-instance.js';
export { LAB_SIZES, labProblem, type LabSize } from './lab-instance.js';
