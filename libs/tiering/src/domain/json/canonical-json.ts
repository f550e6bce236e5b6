/**
 * JSON with members in the order of their names' UTF-16 units and no white space, so that equal values have equal text.
 * Only for values whose depth was checked. Members that are `undefined` are left out.
 * @see RFC 8785, JSON Canonicalization Scheme
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).filter(([, v]) => v !== undefined);
  members.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([k, v]) => `${JSON.stringify(k)}:${canonicalJson(v)}`).join(',')}}`;
}

/** The text that a rule set's `contentHash` is taken of: everything but the hash itself and the editor's `$schema`. */
export function hashedText(document: object): string {
  return canonicalJson({ ...document, $schema: undefined, contentHash: undefined });
}
