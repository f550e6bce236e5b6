import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { once } from 'node:events';
import { InvalidInputError } from '@bailiwick/kernel';
import type { CliIo } from './cli-io.js';

/** Where lines go: standard output, or a file that appears when it is complete. */
export interface LineSink {
  /** Resolves when more may be written. */
  write(text: string): Promise<void>;
  /** Puts the file in its place. */
  finish(): Promise<void>;
  /** Removes what was written so far of a file. */
  discard(): Promise<void>;
}

/** @param file absent: standard output. @throws InvalidInputError when the file cannot be written */
export async function lineSink(io: CliIo, file: string | undefined): Promise<LineSink> {
  if (file === undefined) return toStdout(io);
  const unfinished = `${file}.part`;
  const stream = createWriteStream(unfinished, { mode: 0o600 });
  let failure: Error | undefined;
  stream.on('error', (error) => (failure = error));
  await once(stream, 'open').catch((error: Error) => {
    throw new InvalidInputError([
      {
        code: 'unwritable-file',
        message: `${file} cannot be written: ${error.message}`,
        file,
        value: file,
        expected: 'a place that can be written to',
      },
    ]);
  });
  const healthy = (): void => {
    if (failure) throw failure;
  };
  return {
    write: async (text) => {
      healthy();
      if (!stream.write(text)) await once(stream, 'drain');
    },
    finish: async () => {
      await new Promise<void>((resolve) => stream.end(resolve));
      healthy();
      await rename(unfinished, file);
    },
    discard: async () => {
      stream.destroy();
      await rm(unfinished, { force: true });
    },
  };
}

function toStdout(io: CliIo): LineSink {
  return {
    write: async (text) => {
      io.stdout(text);
      await io.drained?.();
    },
    finish: () => Promise.resolve(),
    discard: () => Promise.resolve(),
  };
}
