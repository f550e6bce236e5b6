/** Something outside the project that a suite needs. */
export interface Tool {
  /** As a person knows it, e.g. `HiGHS for Python`. */
  readonly name: string;
  /** True, or where it is, when it can be used here. */
  available(): boolean | string | undefined;
  /** How to get it. */
  readonly hint: string;
}

/**
 * A suite that needs `tool`. Without the tool its tests are named and counted as skipped; with `REQUIRE_ALL=1` that
 * is a failure instead.
 */
export function describeWith(tool: Tool, name: string, suite: () => void): void {
  if (tool.available()) return describe(name, suite);
  if (process.env['REQUIRE_ALL'] !== '1') return describe.skip(`${name} (needs ${tool.name})`, suite);
  describe(name, () => {
    it(`has ${tool.name}`, () => {
      throw new Error(`${tool.name} is missing and REQUIRE_ALL is set. ${tool.hint}`);
    });
  });
}
