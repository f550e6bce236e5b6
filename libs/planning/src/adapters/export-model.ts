import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { modelLines } from '../application/export-model/model-lines.js';
import { compile } from '../domain/compile/compile.js';
import type { PlanningInput } from '../domain/problem/planning-input.js';

const LINES_PER_CHUNK = 2_000;

/** Writes the exact full MIP of the input to `file` (.mps or .lp); a failure leaves no half-written file. */
export async function exportModel(input: PlanningInput, file: string): Promise<void> {
  const lines = modelLines(compile(input), file.endsWith('.lp') ? 'lp' : 'mps');
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
