import { Presets, SingleBar } from 'cli-progress';

/** Shows on stderr how far an input was read, and how many of its lines were answered. */
export interface ByteProgress {
  /** The same chunks, counted on their way. */
  counted(chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<Uint8Array>;
  update(lines: number): void;
  end(): void;
}

const MS_BETWEEN_LINES = 5_000;
const LINES_A_LOOK = 500;

/** @param total the length of the input in bytes, where it is known: a bar needs it */
export function byteProgress(
  stderr: (text: string) => void,
  terminal: boolean,
  total: number | undefined,
  now: () => number,
): ByteProgress {
  let bytes = 0;
  const show = terminal && total !== undefined ? bar(total) : lines(stderr, now);
  return {
    async *counted(chunks) {
      for await (const chunk of chunks) {
        bytes += chunk.length;
        yield chunk;
      }
    },
    update: (answered) => {
      if (answered % LINES_A_LOOK === 0) show.update(bytes, answered);
    },
    end: () => show.end(),
  };
}

interface Display {
  update(bytes: number, answered: number): void;
  end(): void;
}

function bar(total: number): Display {
  const format = 'sending    [{bar}] {percentage}%  {answered} lines answered';
  const display = new SingleBar(
    { format, stream: process.stderr, hideCursor: true, clearOnComplete: true },
    Presets.shades_classic,
  );
  display.start(total, 0, { answered: 0 });
  return {
    update: (bytes, answered) => display.update(bytes, { answered }),
    end: () => display.stop(),
  };
}

function lines(stderr: (text: string) => void, now: () => number): Display {
  let last = now();
  return {
    update: (bytes, answered) => {
      if (now() - last < MS_BETWEEN_LINES) return;
      last = now();
      stderr(`${answered} lines answered, ${(bytes / 1e6).toFixed(1)} MB sent\n`);
    },
    end: () => undefined,
  };
}
