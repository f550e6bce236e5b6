import type { Problem } from '@bailiwick/kernel';

/** The problems of one file: listed up to a limit, counted beyond it. */
export class ProblemList {
  private readonly listed: Problem[] = [];
  private omitted = 0;

  constructor(
    private readonly file: string,
    private readonly limit: number,
  ) {}

  add(problem: Problem): void {
    if (this.listed.length < this.limit) this.listed.push({ file: this.file, ...problem });
    else this.omitted++;
  }

  get count(): number {
    return this.listed.length + this.omitted;
  }

  toArray(): readonly Problem[] {
    if (this.omitted === 0) return this.listed;
    const rest: Problem = {
      code: 'too-many-problems',
      message: `${this.omitted} more problems are not listed`,
      file: this.file,
      value: this.omitted,
      hint: 'Maybe the wrong file was given, or one cause is behind most of them',
    };
    return [...this.listed, rest];
  }
}
