/** Stands for anything: within a line of text, as a line for any number of lines, within or as a value of JSON. */
const ANYTHING = '…';

/**
 * Holds what came against what a guide shows.
 *
 * In text `…` within a line is any text, alone on a line any lines. In JSON the value `"…"` is any value, `…` within a
 * string any text, `"…"` at the end of a list any further items, and the key `"…"` any further fields.
 *
 * @returns two values that are equal if, and only if, they agree; where they do not, they differ in as little as
 * possible, so that a difference reads well
 */
export function compare(
  shown: string,
  actual: string,
  language: string,
): { shown: unknown; actual: unknown } {
  if (language !== 'json') return compareText(shown, actual);
  const expected: unknown = JSON.parse(shown);
  try {
    return { shown: expected, actual: masked(expected, JSON.parse(actual)) };
  } catch {
    return { shown: expected, actual };
  }
}

function compareText(shown: string, actual: string): { shown: string; actual: string } {
  const expected = lines(shown);
  const got = lines(actual);
  if (new RegExp(`^${expected.map(linePattern).join('')}$`).test(got.map((line) => `${line}\n`).join('')))
    return { shown, actual: shown };
  const hinted = got.map((line) => expected.find((e) => isPattern(e) && matches(e, line)) ?? line);
  return { shown: expected.join('\n'), actual: hinted.join('\n') };
}

function lines(text: string): string[] {
  return text
    .replace(/\n+$/, '')
    .split('\n')
    .map((line) => line.trimEnd());
}

function linePattern(line: string): string {
  return line.trim() === ANYTHING ? '(?:.*\\n)*' : `${pattern(line)}\\n`;
}

function pattern(text: string): string {
  return text
    .split(ANYTHING)
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
}

function isPattern(text: string): boolean {
  return text.includes(ANYTHING) && text.trim() !== ANYTHING;
}

function matches(shown: string, actual: string): boolean {
  return new RegExp(`^${pattern(shown)}$`, 's').test(actual);
}

/** `actual`, with what `shown` leaves open replaced by how it says so. */
function masked(shown: unknown, actual: unknown): unknown {
  if (shown === ANYTHING) return actual === undefined ? actual : shown;
  if (typeof shown === 'string') return typeof actual === 'string' && matches(shown, actual) ? shown : actual;
  if (Array.isArray(shown) && Array.isArray(actual)) return maskedItems(shown, actual);
  return isRecord(shown) && isRecord(actual) ? maskedFields(shown, actual) : actual;
}

function maskedItems(shown: readonly unknown[], actual: readonly unknown[]): unknown[] {
  const open = shown.at(-1) === ANYTHING;
  const named = open ? shown.length - 1 : shown.length;
  const items = actual.map((item, index) => (index < named ? masked(shown[index], item) : item));
  return open && items.length >= named ? [...items.slice(0, named), ANYTHING] : items;
}

function maskedFields(
  shown: Readonly<Record<string, unknown>>,
  actual: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const open = ANYTHING in shown;
  const named = Object.entries(actual).filter(([key]) => !open || key in shown);
  const fields = named.map(([key, value]) => [key, masked(shown[key], value)] as const);
  return Object.fromEntries(open ? [...fields, [ANYTHING, shown[ANYTHING]]] : fields);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
