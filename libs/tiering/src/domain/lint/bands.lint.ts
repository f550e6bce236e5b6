import { bandFactOf, type FactInfo } from '../facts/fact-model.js';
import { ACCOUNT_FACTS } from '../facts/account-facts.js';
import type { Path } from '../finding.js';
import type { LintContext } from './lint-context.js';
import type { BandView } from './rule-set-view.js';

/** Bands are of a number, rise, and cover every value the fact can have exactly once. */
export function lintBands(context: LintContext): void {
  for (const [fact, bands] of context.view.bands) {
    lintBandedFact(fact, context);
    lintIds(bands, context);
    if (bands.every((band) => band.from !== undefined && band.to !== undefined))
      lintCover(fact, bands, context);
  }
}

function lintBandedFact(name: string, { facts, view, findings, suggestions }: LintContext): void {
  const path: Path = ['bands', name];
  const fact = facts.get(name);
  if (!fact && !view.facts.has(name)) {
    findings.error({
      path,
      part: 'key',
      code: 'unknown-fact',
      message: `there is no fact "${name}"`,
      value: name,
      hint: suggestions.maybe(name, facts.keys()),
    });
  } else if (fact && fact.type !== 'number' && fact.type !== 'integer') {
    findings.error({
      path,
      part: 'key',
      code: 'band-of-non-number',
      message: `"${name}" is not a number`,
      value: fact.type,
      expected: 'a fact of type number or integer',
    });
  }
  const band = bandFactOf(name);
  if (ACCOUNT_FACTS.has(band) || view.scores.some((s) => s.id === band)) {
    findings.error({
      path,
      part: 'key',
      code: 'band-hides-fact',
      message: `"${band}" is already a fact`,
      value: band,
    });
  } else if (view.facts.has(band)) {
    findings.warning({
      path: ['facts', band],
      part: 'key',
      code: 'derived-fact-declared',
      message: `"${band}" is made by the bands of "${name}"; what is declared here does not count`,
      hint: 'Maybe remove it',
    });
  }
}

function lintIds(bands: readonly BandView[], { findings }: LintContext): void {
  const seen = new Set<string>();
  for (const { id, path } of bands) {
    if (id === undefined) continue;
    if (seen.has(id))
      findings.error({
        path: [...path, 'id'],
        code: 'duplicate-band',
        message: `the band "${id}" is used twice`,
        value: id,
      });
    seen.add(id);
  }
}

function lintCover(name: string, bands: readonly BandView[], { facts, findings }: LintContext): void {
  const fact = facts.get(name);
  for (const band of bands) {
    if (band.to !== null && band.to! <= band.from!) {
      findings.error({
        path: [...band.path, 'to'],
        code: 'empty-band',
        message: `the band "${band.id}" holds no value`,
        value: band.to,
        expected: `more than ${band.from}`,
      });
    }
  }
  for (const [i, band] of bands.entries()) {
    const next = bands[i + 1];
    if (next) lintNeighbours(band, next, { findings });
  }
  lintEnds(bands, fact, { findings });
}

function lintNeighbours(band: BandView, next: BandView, { findings }: Pick<LintContext, 'findings'>): void {
  const end = band.to ?? Infinity;
  const path = [...next.path, 'from'];
  const expected = `"from": ${band.to ?? '(none: the band before has no end)'}`;
  if (next.from! < end) {
    findings.error({
      path,
      code: 'bands-overlap',
      message: `the bands "${band.id}" and "${next.id}" overlap, or are not in rising order`,
      value: next.from,
      expected,
    });
  } else if (next.from! > end) {
    findings.error({
      path,
      code: 'bands-leave-hole',
      message: `no band holds values from ${end} to under ${next.from}`,
      value: next.from,
      expected,
      hint: 'Bands are half-open: "to" is the first value that is no longer in the band',
    });
  }
}

function lintEnds(
  bands: readonly BandView[],
  fact: FactInfo | undefined,
  { findings }: Pick<LintContext, 'findings'>,
): void {
  const first = bands[0];
  const last = bands.at(-1);
  if (!first || !last || !fact) return;
  if (fact.min === undefined || first.from! > fact.min) {
    findings.error({
      path: [...first.path, 'from'],
      code: 'bands-leave-hole',
      message: `no band holds values under ${first.from}`,
      value: first.from,
      expected:
        fact.min === undefined
          ? `the fact "${fact.name}" with a "min" of at least ${first.from}`
          : `"from": ${fact.min}`,
      hint: fact.min === undefined ? `Maybe give the fact "${fact.name}" a "min"` : undefined,
    });
  }
  if (last.to !== null && last.to! <= (fact.max ?? Infinity)) {
    findings.error({
      path: [...last.path, 'to'],
      code: 'bands-leave-hole',
      message: `no band holds values from ${last.to} on`,
      value: last.to,
      expected: 'null: no upper end',
    });
  }
}
