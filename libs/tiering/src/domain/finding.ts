import type { Problem } from '@bailiwick/kernel';

/** Where in a JSON document: keys and indices from the root. */
export type Path = readonly (string | number)[];

/** A problem of a JSON document before its place in the text is known. */
export interface Finding extends Omit<Problem, 'file' | 'line' | 'column' | 'pointer'> {
  readonly path: Path;
  /** What of an object's member is meant: its name, or (default) its value. */
  readonly part?: 'key' | 'value';
}

const MOST_OF_A_SEVERITY = 1_000;

/** Collects findings up to a number that a person could still read. */
export class Findings {
  private readonly errors: Finding[] = [];
  private readonly warnings: Finding[] = [];
  private more = 0;

  error(finding: Finding): void {
    this.add(this.errors, finding);
  }

  warning(finding: Finding): void {
    this.add(this.warnings, { ...finding, severity: 'warning' });
  }

  get hasErrors(): boolean {
    return this.errors.length > 0;
  }

  /** How many were kept so far. */
  get count(): number {
    return this.errors.length + this.warnings.length;
  }

  /** The places that have an error. */
  get places(): readonly Path[] {
    return this.errors.map((finding) => finding.path);
  }

  /** Everything found; where there was too much, the last one says how much more. */
  all(): readonly Finding[] {
    const found = [...this.errors, ...this.warnings];
    if (this.more === 0) return found;
    const severity = this.hasErrors ? 'error' : 'warning';
    return [...found, { path: [], code: TOO_MANY_PROBLEMS, message: `${this.more} more problems`, severity }];
  }

  private add(list: Finding[], finding: Finding): void {
    if (list.length < MOST_OF_A_SEVERITY) list.push(finding);
    else this.more += 1;
  }
}

export const TOO_MANY_PROBLEMS = 'too-many-problems';

/** The RFC 6901 JSON pointer of a path; `""` is the whole document. */
export function pointerOf(path: Path): string {
  return path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
