import type { LintContext } from './lint-context.js';

/** A freeze window's last day is not before its first. */
export function lintFreezeWindows({ view, findings }: LintContext): void {
  for (const { path, from, to } of view.freezeWindows) {
    if (from !== undefined && to !== undefined && to < from) {
      findings.error({
        path: [...path, 'to'],
        code: 'end-before-start',
        message: 'the window ends before it starts',
        value: to,
        expected: `${from} or later`,
      });
    }
  }
}
