// One plan of one instance by one solver, in a process of its own, so that memory is its own: node plan.child.js TASK
import { measurePlan } from './measure-plan.js';
import type { PlanTask } from './plan-bench.js';

const task = JSON.parse(process.argv[2]!) as PlanTask;
process.stdout.write(`${JSON.stringify(await measurePlan(task))}\n`);
