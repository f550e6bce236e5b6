/** What is wrong with the text of a cell. */
export class CellFault {
  constructor(
    /** A stable kebab-case code. */
    readonly code: string,
    /** Ends the sentence that begins with the column's name: "is not a plain decimal". */
    readonly says: string,
    readonly expected: string,
    readonly hint?: string,
  ) {}
}

/**
 * The value of a cell, or what is wrong with it.
 * @param text trimmed, not empty, its formula guard taken off
 */
export type CellParser<T = unknown> = (text: string) => T | CellFault;

const FORMULA_START = /^'*[=+\-@\t]/;
const GUARDED = /^'+[=+\-@\t]/;

/**
 * Text as a spreadsheet may safely open it: `'` goes before what would be taken for a formula, and before text that
 * already looks guarded, so that `unguard(guard(text))` is `text` always.
 */
export function guard(text: string): string {
  return FORMULA_START.test(text) ? `'${text}` : text;
}

/** The text without the one `'` that `guard` put before it. */
export function unguard(text: string): string {
  return GUARDED.test(text) ? text.slice(1) : text;
}
