import { ruleSetCaps as caps } from '@bailiwick/contracts';
import type { Path } from '../finding.js';
import type { LintContext } from './lint-context.js';

/** A scalar, a list of scalars, or `{ "fact": … }`. */
export function lintValueForm(value: unknown, path: Path, { findings }: LintContext): boolean {
  const scalar = (v: unknown): boolean => v === null || ['string', 'number', 'boolean'].includes(typeof v);
  const expected = 'text, a number, true, false, null, a list of them, or { "fact": "…" }';
  if (Array.isArray(value)) {
    if (value.length > caps.listValues) {
      findings.error({
        path,
        code: 'too-many',
        message: `the list has ${value.length} values`,
        expected: `at most ${caps.listValues}`,
      });
      return false;
    }
    const bad = value.findIndex((v) => !scalar(v) || isTooLong(v));
    if (bad !== -1)
      findings.error({
        path: [...path, bad],
        code: 'wrong-type',
        message: 'a list has only plain values',
        value: value[bad],
        expected,
      });
    return bad === -1;
  }
  const isReference =
    typeof value === 'object' && value !== null && 'fact' in value && typeof value.fact === 'string';
  const extra = isReference ? Object.keys(value).find((key) => key !== 'fact') : undefined;
  if (extra !== undefined) {
    const code = extra === 'path' ? 'path-not-allowed' : 'unknown-key';
    findings.error({
      path: [...path, extra],
      part: 'key',
      code,
      message: `"${extra}" is not allowed beside "fact"`,
      value: extra,
    });
    return false;
  }
  if (isReference || (scalar(value) && !isTooLong(value))) return true;
  findings.error({ path, code: 'wrong-type', message: 'the value cannot be compared with', value, expected });
  return false;
}

function isTooLong(value: unknown): boolean {
  return typeof value === 'string' && value.length > caps.textLength;
}
