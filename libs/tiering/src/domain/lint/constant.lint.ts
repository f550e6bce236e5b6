import { parseIsoDate } from '@bailiwick/kernel';
import { describeShape } from '../facts/conform.js';
import type { FactInfo } from '../facts/fact-model.js';
import type { Findings, Path } from '../finding.js';
import { kindOf, type OperatorClass } from './operators.js';

/** A constant is of its fact's type, and is a value that the fact can have. */
export function lintConstant(
  fact: FactInfo,
  operators: OperatorClass,
  value: unknown,
  path: Path,
  findings: Findings,
): void {
  if (value === null) return lintNull(fact, operators, path, findings);
  const kind = kindOf(fact.type);
  if (kind === 'number') return lintNumber(fact, operators, value, path, findings);
  if (kind === 'boolean' && typeof value !== 'boolean') return mismatch(fact, value, path, findings);
  if (kind === 'date' && (typeof value !== 'string' || !parseIsoDate(value)))
    return mismatch(fact, value, path, findings);
  if (kind === 'text' || kind === 'list') lintText(fact, value, path, findings);
}

function lintNull(fact: FactInfo, operators: OperatorClass, path: Path, findings: Findings): void {
  if (operators === 'ordering') {
    const message = `nothing is less or greater than null`;
    findings.error({
      path,
      code: 'value-type-mismatch',
      message,
      value: null,
      expected: describeShape(fact),
    });
  } else if (!fact.nullable) {
    const hint = 'Maybe add "nullable": true to the fact, with "onMissing": null';
    findings.error({
      path,
      code: 'null-not-allowed',
      message: `"${fact.name}" is never null`,
      value: null,
      hint,
    });
  }
}

function lintNumber(
  fact: FactInfo,
  operators: OperatorClass,
  value: unknown,
  path: Path,
  findings: Findings,
): void {
  if (typeof value === 'string' && /\d/.test(value)) {
    const message = `a number written as text: comparing "${fact.name}" with it is false for every account`;
    const hint = `Maybe ${readNumber(value) ?? 'the number without quotes and unit'}`;
    findings.error({ path, code: 'number-as-text', message, value, expected: describeShape(fact), hint });
  } else if (typeof value !== 'number') {
    mismatch(fact, value, path, findings);
  } else if (isImpossible(fact, operators, value)) {
    const message = `"${fact.name}" is never this value`;
    findings.warning({ path, code: 'value-out-of-range', message, value, expected: describeShape(fact) });
  }
}

function isImpossible({ type, min, max }: FactInfo, operators: OperatorClass, value: number): boolean {
  if (value < (min ?? -Infinity) || value > (max ?? Infinity)) return true;
  return operators !== 'ordering' && type === 'integer' && !Number.isInteger(value);
}

function readNumber(text: string): number | undefined {
  const m = /^\s*[$€£]?\s*(\d{1,3}(?:[,_ ]\d{3})+|\d+(?:\.\d+)?)\s*([kKmM]?)\s*$/.exec(text);
  if (!m) return undefined;
  return Number(m[1]!.replace(/[,_ ]/g, '')) * ({ k: 1e3, m: 1e6 }[m[2]!.toLowerCase()] ?? 1);
}

function lintText(fact: FactInfo, value: unknown, path: Path, findings: Findings): void {
  if (typeof value !== 'string') return mismatch(fact, value, path, findings);
  if (!fact.values || fact.values.includes(value)) return;
  const band = fact.source === 'band';
  const same = fact.values.find((v) => v.toLowerCase() === value.trim().toLowerCase());
  findings.error({
    path,
    code: band ? 'unknown-band' : 'unknown-value',
    message: band ? `there is no band "${value}"` : `"${fact.name}" is never "${value}"`,
    value,
    expected: describeShape({ ...fact, type: 'enum' }),
    hint: same && `Maybe "${same}"`,
  });
}

function mismatch(fact: FactInfo, value: unknown, path: Path, findings: Findings): void {
  const message = `"${fact.name}" is of type ${fact.type}; comparing it with this is the same for every account`;
  const expected = describeShape(
    fact.type === 'list' ? { ...fact, type: fact.values ? 'enum' : 'string' } : fact,
  );
  findings.error({ path, code: 'value-type-mismatch', message, value, expected });
}
