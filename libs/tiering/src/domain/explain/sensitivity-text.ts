import type { RuleSetModel } from '../rule-set-model.js';
import type { CriterionSensitivity, ScoreSensitivity } from './score-sensitivity.js';
import { valueText } from './value-text.js';

/** What a score hangs on, for people: each criterion with its nearest other weight and value, and what decides most. */
export function sensitivityText(
  { scoreId, criteria, decisive, complete }: ScoreSensitivity,
  model: RuleSetModel,
): string {
  const lines = [
    `What ${scoreId} hangs on: the smallest change of one thing alone with which the rules give another tier`,
    ...criteria.flatMap((criterion) => criterionLines(criterion, model)),
    `  ${decisiveText(decisive, criteria)}`,
    ...(complete ? [] : ['  there was too much to try: changes may be missing']),
  ];
  return `${lines.join('\n')}\n`;
}

function criterionLines(criterion: CriterionSensitivity, model: RuleSetModel): string[] {
  const { fact, weight, place, otherWeight, otherValue } = criterion;
  const points =
    place === null
      ? 'not known, its weight is shared'
      : `${valueText(weight * place)} of ${valueText(weight)} points`;
  const unit = model.facts.get(fact)?.unit;
  const lines = [`  ${fact}: ${points}`];
  if (otherWeight)
    lines.push(
      `    weight ${valueText(otherWeight.to)} instead of ${valueText(weight)}: tier ${otherWeight.tier}`,
    );
  if (otherValue) lines.push(`    value ${valueText(otherValue.to, unit)}: tier ${otherValue.tier}`);
  if (!otherWeight && !otherValue)
    lines.push('    neither another weight nor another value alone gives another tier');
  return lines;
}

function decisiveText(decisive: string | null, criteria: readonly CriterionSensitivity[]): string {
  const first = criteria.find(({ fact }) => fact === decisive);
  if (!first?.otherWeight) return 'no single weight decides';
  const percent = (100 * (Number(first.otherWeight.to) - first.weight)) / first.weight;
  return `the weight that decides first: ${decisive} (${percent > 0 ? '+' : ''}${valueText(Math.round(percent * 10) / 10)}%)`;
}
