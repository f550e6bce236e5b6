import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { modelLines } from '../application/export-model/model-lines.js';
import { compile } from '../domain/compile/compile.js';
import {
  buildMip,
  mpsLines,
  type NamedModel,
  nameTerritoryModel,
  readSolution,
} from '../domain/model/index.js';
import type { PlanningInput } from '../domain/problem/planning-input.js';
import type { Problem, Solution } from '../domain/problem/problem.js';

const LINES_PER_CHUNK = 2_000;

/** Writes the exact full MIP of the input to `file` (.mps or .lp); a failure leaves no half-written file. */
export async function exportModel(input: PlanningInput, file: string): Promise<void> {
  await writeLines(modelLines(compile(input), file.endsWith('.lp') ? 'lp' : 'mps'), file);
}

/** How a solution of an exported problem is read back. */
export interface ExportedProblem {
  /** The solution whose columns, by name, are 1; `undefined` where a unit has none. */
  solutionOf(columns: Iterable<string>): Solution | undefined;
}

/** Writes the exact full MIP of a problem to `file` (.mps), with made-up ids; a failure leaves no half-written file. */
export async function exportProblem(problem: Problem, file: string): Promise<ExportedProblem> {
  const named = nameTerritoryModel(buildMip(problem));
  await writeLines(mpsLines(named), file);
  return { solutionOf: (columns) => solutionOf(problem, named, columns) };
}

function solutionOf(
  problem: Problem,
  { columnName }: NamedModel,
  columns: Iterable<string>,
): Solution | undefined {
  const used = new Set(columns);
  const x = Float64Array.from(problem.arcCsm, (_, arc) => (used.has(columnName(arc)) ? 1 : 0));
  const solution = readSolution({ problem }, x);
  return solution.every((arc) => x[arc] === 1) ? solution : undefined;
}

async function writeLines(lines: Iterable<string>, file: string): Promise<void> {
  const next = `${file}.next`;
  try {
    await pipeline(Readable.from(chunks(lines)), createWriteStream(next));
    await rename(next, file);
  } finally {
    await rm(next, { force: true });
  }
}

function* chunks(lines: Iterable<string>): Generator<string> {
  let batch: string[] = [];
  for (const line of lines) {
    batch.push(line);
    if (batch.length === LINES_PER_CHUNK) {
      yield `${batch.join('\n')}\n`;
      batch = [];
    }
  }
  if (batch.length > 0) yield `${batch.join('\n')}\n`;
}
