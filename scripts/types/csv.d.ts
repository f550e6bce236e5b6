// The type check of the pure rooms must not see Node's types, which these two drivers' own declarations bring along.
export declare const parse: (input: unknown, options?: unknown) => unknown;
export declare const stringify: (input: unknown, options?: unknown) => string;
export declare class CsvError extends Error {
  readonly code: string;
  readonly [member: string]: unknown;
}
