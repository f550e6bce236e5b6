import { shorten, type Problem } from '@bailiwick/kernel';
import { closest } from '../events/zod-problems.js';
import { EVENT_LIMITS } from '../events/primitives.js';
import { CSV_LIMITS } from './csv-limits.js';
import type { Column, TableSchema } from './table-schema.js';

/** Names that would reach into JavaScript's prototypes. */
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);
const MAX_EDITS = 2;

/** What each cell of a row is: a column of the contract, the name of an attribute, or nothing that is used. */
export type HeaderSlot<R> = Column<R> | { readonly attribute: string } | undefined;

export interface Header<R> {
  readonly slots: readonly HeaderSlot<R>[];
  readonly names: readonly string[];
}

export interface HeaderResult<R> {
  /** Absent when no row can be read by it. */
  readonly header?: Header<R>;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** What the header row means; every fault of it at once. */
export function resolveHeader<R>(
  cells: readonly string[],
  schema: TableSchema<R>,
  line: number,
): HeaderResult<R> {
  const names = cells.map((cell) => cell.trim());
  const given = new Set(names);
  const absent = schema.columns.map((c) => c.name).filter((name) => !given.has(name));
  const problems = [
    ...names.flatMap((name, i) => nameProblems(name, i, names, line)),
    ...missingColumns(schema, names, absent, line),
    ...tooManyColumns(names, schema, line),
  ];
  const byName = new Map(schema.columns.map((column) => [column.name, column]));
  const slots = names.map((name) => slotOf(name, byName, schema));
  const warnings = names.flatMap((name) => unknownColumn(name, byName, absent, schema, line));
  return problems.length > 0 ? { problems, warnings } : { header: { slots, names }, problems, warnings };
}

function slotOf<R>(
  name: string,
  byName: ReadonlyMap<string, Column<R>>,
  schema: TableSchema<R>,
): HeaderSlot<R> {
  return byName.get(name) ?? (schema.unknownColumns === 'attributes' ? { attribute: name } : undefined);
}

function nameProblems(name: string, index: number, names: readonly string[], line: number): Problem[] {
  const at = { line, column: name || `column ${index + 1}` };
  if (name === '') {
    return [
      {
        ...at,
        code: 'unnamed-column',
        message: `Column ${index + 1} has no name`,
        expected: 'a name for every column',
        hint: 'Maybe remove the column, or the comma at the end of the header',
      },
    ];
  }
  if (FORBIDDEN.has(name)) {
    const expected = `any other name than ${[...FORBIDDEN].join(', ')}`;
    return [
      { ...at, code: 'forbidden-name', message: `A column may not be called ${name}`, value: name, expected },
    ];
  }
  const first = names.indexOf(name);
  if (first !== index) {
    const message = `Columns ${first + 1} and ${index + 1} are both called ${shorten(name)}`;
    const expected = 'each name once';
    return [{ ...at, code: 'duplicate-column', message, value: shorten(name), expected }];
  }
  return [];
}

function missingColumns<R>(
  schema: TableSchema<R>,
  names: readonly string[],
  absent: readonly string[],
  line: number,
): Problem[] {
  const unknown = names.filter((name) => !schema.columns.some((c) => c.name === name));
  return schema.columns
    .filter((column) => column.required && absent.includes(column.name))
    .map((column) => ({
      code: 'missing-column',
      message: `The column ${column.name} is missing`,
      line,
      column: column.name,
      value: shorten(names.join(',')),
      expected: `a header with ${requiredNames(schema)}`,
      ...missingHint(column.name, unknown, names),
    }));
}

function missingHint(
  wanted: string,
  unknown: readonly string[],
  names: readonly string[],
): Pick<Problem, 'hint'> {
  const like = closest(wanted, unknown, MAX_EDITS + 1);
  if (like !== undefined) return { hint: `Maybe "${shorten(like)}" is meant to be ${wanted}` };
  if (names.length === 1 && /[\t|]/.test(names[0]!))
    return { hint: 'Maybe the cells are separated by another character than , or ;' };
  return { hint: 'Maybe the first line is not the header' };
}

/** The names of the required columns, for a sentence. */
export function requiredNames<R>(schema: TableSchema<R>): string {
  const required = schema.columns.filter((column) => column.required);
  return required.map((column) => column.name).join(' and ');
}

function tooManyColumns<R>(names: readonly string[], schema: TableSchema<R>, line: number): Problem[] {
  const attributes = names.length - schema.columns.filter((c) => names.includes(c.name)).length;
  const tooMany =
    names.length > CSV_LIMITS.columns ||
    (schema.unknownColumns === 'attributes' && attributes > EVENT_LIMITS.attributes);
  if (!tooMany) return [];
  return [
    {
      code: 'too-many-columns',
      message: `The header has ${names.length} columns, ${attributes} of them unknown`,
      line,
      value: names.length,
      expected: `at most ${EVENT_LIMITS.attributes} columns besides the known ones`,
    },
  ];
}

function unknownColumn<R>(
  name: string,
  byName: ReadonlyMap<string, Column<R>>,
  absent: readonly string[],
  schema: TableSchema<R>,
  line: number,
): Problem[] {
  if (byName.has(name) || name === '') return [];
  // Short words are two edits apart by chance: seats and status.
  const like = closest(name, absent, name.length < MAX_EDITS * 3 ? 1 : MAX_EDITS);
  if (schema.unknownColumns === 'attributes' && like === undefined) return [];
  const becomes = schema.unknownColumns === 'attributes' ? 'becomes an attribute' : 'is ignored';
  return [
    {
      code: 'unknown-column',
      message: `The column ${shorten(name)} is not known and ${becomes}`,
      line,
      column: shorten(name),
      value: shorten(name),
      expected: `one of ${schema.columns.map((c) => c.name).join(', ')}`,
      ...(like === undefined ? {} : { hint: `Maybe "${like}"` }),
      severity: 'warning',
    },
  ];
}
