import { EVENT_LIMITS } from '@bailiwick/contracts';
import type { Problem } from '@bailiwick/kernel';

/** One line that is not blank: its text, or why it has none. */
export type NdjsonLine =
  | { readonly line: number; readonly text: string; readonly problem?: undefined }
  | { readonly line: number; readonly problem: Problem; readonly text?: undefined };

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/**
 * The lines of UTF-8 bytes, as many at a time as each chunk completes, so that an answer never waits for the next
 * chunk. LF and CRLF end a line; a byte order mark at the start and blank lines are passed over; a line longer than
 * `maxBytes` is skipped without being held in memory.
 */
export async function* ndjsonLines(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number = EVENT_LIMITS.eventBytes,
): AsyncGenerator<NdjsonLine[]> {
  const splitter = new LineSplitter(maxBytes);
  for await (const chunk of chunks) {
    const lines = splitter.push(chunk);
    if (lines.length > 0) yield lines;
  }
  const last = splitter.end();
  if (last.length > 0) yield last;
}

class LineSplitter {
  private readonly decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  private line = 1;
  private parts: Uint8Array[] = [];
  private length = 0;

  constructor(private readonly maxBytes: number) {}

  push(chunk: Uint8Array): NdjsonLine[] {
    const lines: NdjsonLine[] = [];
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
      this.hold(chunk.subarray(start, end));
      this.finishLine(lines);
      this.line++;
      start = end + 1;
    }
    this.hold(chunk.subarray(start));
    return lines;
  }

  end(): NdjsonLine[] {
    const lines: NdjsonLine[] = [];
    this.finishLine(lines);
    return lines;
  }

  private hold(part: Uint8Array): void {
    this.length += part.length;
    if (this.length <= this.maxBytes + 1) this.parts.push(part.slice());
    else this.parts = [];
  }

  private finishLine(lines: NdjsonLine[]): void {
    const { length, line } = this;
    let bytes = this.parts.length === 1 ? this.parts[0]! : join(this.parts);
    this.parts = [];
    this.length = 0;
    // One byte more may be the carriage return.
    if (bytes.at(-1) === CARRIAGE_RETURN) bytes = bytes.subarray(0, -1);
    if (length > this.maxBytes + 1 || bytes.length > this.maxBytes) {
      lines.push({ line, problem: tooLong(line, length, this.maxBytes) });
      return;
    }
    if (line === 1 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) bytes = bytes.subarray(3);
    const decoded = this.decode(bytes, line);
    if (decoded.problem || decoded.text.trim() !== '') lines.push(decoded);
  }

  private decode(bytes: Uint8Array, line: number): NdjsonLine {
    try {
      return { line, text: this.decoder.decode(bytes) };
    } catch {
      return { line, problem: notUtf8(line, bytes) };
    }
  }
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}

function tooLong(line: number, length: number, max: number): Problem {
  return {
    code: 'line-too-long',
    message: `Line ${line} has ${length} bytes`,
    line,
    column: 1,
    value: `${length} bytes`,
    expected: `at most ${max} bytes, one event a line`,
    hint: 'Maybe the file is one JSON list; write one event on each line instead',
  };
}

function notUtf8(line: number, bytes: Uint8Array): Problem {
  const prefix = validPrefix(bytes);
  const utf16 =
    line === 1 && ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff));
  return {
    code: 'not-utf8',
    message: `Line ${line} is not valid UTF-8`,
    line,
    column: prefix.text.length + 1,
    value: [...bytes.subarray(prefix.length, prefix.length + 4)].map((b) => `0x${b.toString(16)}`).join(' '),
    expected: 'text encoded as UTF-8',
    hint: utf16
      ? 'Maybe it was saved as UTF-16; save it as UTF-8'
      : 'Maybe it was saved as Latin-1 or Windows-1252; save it as UTF-8',
  };
}

/** The longest start of `bytes` that is whole UTF-8: each decoding of a piece fails or not, so halve the interval. */
function validPrefix(bytes: Uint8Array): { readonly length: number; readonly text: string } {
  let [low, high] = [0, bytes.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (decodes(bytes.subarray(0, middle))) low = middle;
    else high = middle - 1;
  }
  // The bytes before the fault may begin a character that the fault breaks off.
  const text = new TextDecoder('utf-8').decode(bytes.subarray(0, low), { stream: true });
  return { length: low, text };
}

/** True when every character in `bytes` is valid, the last one perhaps unfinished. */
function decodes(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
