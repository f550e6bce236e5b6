import { machineLine } from '../machine.js';
import { figure, percent, textTable } from '../../text-table.js';
import type { MedianFigure } from './medians.js';
import type { PlanFigure, PlanReport } from './plan-bench.js';

/** The report for people. */
export function planTable({ command, machine, plans, medians }: PlanReport): string {
  return [
    command,
    machineLine(machine),
    '',
    textTable([
      ['instance', 'seed', 'solver', 'objective', 'bound', 'gap', 'seconds', 'CPU s', 'peak MB', 'verified'],
      ...plans.map((p) => [
        `${p.accounts} × ${p.csms} ${p.kind}`,
        p.seed,
        p.solver,
        figure(p.objective, 2),
        figure(p.bound, 2),
        percent(p.gap),
        p.seconds.toFixed(1),
        p.cpuSeconds.toFixed(1),
        p.peakMb,
        p.verified ? 'yes' : p.objective === null ? '–' : 'NO',
      ]),
    ]),
    '',
    ...medianTable(medians),
    ...unassigned(plans),
    ...phases(plans),
    '',
  ].join('\n');
}

function medianTable(medians: readonly MedianFigure[]): string[] {
  if (medians.length === 0) return [];
  return [
    'medians over the seeds; a seed without a plan counts as the worst',
    textTable([
      ['instance', 'solver', 'plans', 'objective', 'above ours', 'gap'],
      ...medians.map((m) => [
        `${m.accounts} × ${m.csms} ${m.kind}`,
        m.solver,
        `${m.found} of ${m.seeds}`,
        figure(m.objective, 2),
        percent(m.aboveOurs),
        percent(m.gap),
      ]),
    ]),
    '',
  ];
}

function unassigned(plans: readonly PlanFigure[]): string[] {
  return plans
    .filter((p) => (p.unassignedPoints ?? 0) > 0)
    .map((p) => `${p.accounts} × ${p.csms}: ${figure(p.unassignedPoints)} points of unassigned accounts`);
}

function phases(plans: readonly PlanFigure[]): string[] {
  return plans
    .filter((p) => p.phases.length > 0)
    .map((p) => {
      const parts = p.phases.map(({ name, seconds }) => `${name} ${seconds.toFixed(1)} s`);
      return `${p.accounts} × ${p.csms}, seed ${p.seed}: ${parts.join(', ')}; ${p.startMb} MB before`;
    });
}
