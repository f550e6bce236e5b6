/** The fields that `data` mentions: `null` clears (becomes `undefined`), absence keeps. */
export function given<T>(
  data: Readonly<Record<string, unknown>>,
  fields: readonly (keyof T & string)[],
): Partial<T> {
  const changes: Record<string, unknown> = {};
  for (const field of fields) {
    const value = data[field];
    if (value !== undefined) changes[field] = value ?? undefined;
  }
  return changes as Partial<T>;
}
