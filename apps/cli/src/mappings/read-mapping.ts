import { InvalidInputError } from '@bailiwick/kernel';
import { type EventMapping, mappingFromText } from '@bailiwick/lifecycle';
import type { CliIo } from '../cli-io.js';
import { readBytes } from '../rules/read-files.js';

/** The mapping in a file. @throws InvalidInputError with everything that is wrong, each problem with its line */
export async function readMapping(file: string, io: CliIo): Promise<EventMapping> {
  const { bytes, problem } = { problem: undefined, ...(await readBytes(file, io)) };
  if (!bytes) throw new InvalidInputError([problem!]);
  return mappingFromText(new TextDecoder().decode(bytes), file);
}
