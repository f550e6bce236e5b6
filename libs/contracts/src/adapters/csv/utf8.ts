/** A place where bytes are no UTF-8. */
export interface Utf8Fault {
  /** 0-based offset from the start of the file. */
  readonly offset: number;
  /** The line of the offset, 1-based. */
  readonly line: number;
  readonly byte: number;
}

/** A mark that the file is encoded in something else than UTF-8. */
export function foreignEncoding(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'UTF-16 (little endian)';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'UTF-16 (big endian)';
  return undefined;
}

/** How many bytes the byte order mark takes at the start: 3 or 0. */
export function bomLength(bytes: Uint8Array): 0 | 3 {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
}

/**
 * The first `limit` places that are no UTF-8, one a line at most, as a strict decoder sees them: no overlong forms,
 * no surrogates, nothing above U+10FFFF.
 */
export function utf8Faults(bytes: Uint8Array, limit: number): Utf8Fault[] {
  const faults: Utf8Fault[] = [];
  const lines = new LineCounter(bytes);
  const end = bytes.length;
  for (let i = 0; faults.length < limit;) {
    while (i < end && bytes[i]! < 0x80) i++;
    if (i === end) break;
    const length = sequenceLength(bytes, i);
    if (length === 0) {
      const line = lines.lineAt(i);
      if (faults.at(-1)?.line !== line) faults.push({ offset: i, line, byte: bytes[i]! });
    }
    i += length || 1;
  }
  return faults;
}

/** The length of the well-formed sequence that starts with a byte ≥ 0x80 at `i`; 0 when it is not well formed. */
function sequenceLength(b: Uint8Array, i: number): number {
  const lead = b[i]!;
  const second = b[i + 1] ?? 0;
  if (lead >= 0xc2 && lead <= 0xdf) return follows(second) ? 2 : 0;
  if (lead >= 0xe0 && lead <= 0xef) {
    const low = lead === 0xe0 ? 0xa0 : 0x80;
    const high = lead === 0xed ? 0x9f : 0xbf;
    return second >= low && second <= high && follows(b[i + 2] ?? 0) ? 3 : 0;
  }
  if (lead >= 0xf0 && lead <= 0xf4) {
    const low = lead === 0xf0 ? 0x90 : 0x80;
    const high = lead === 0xf4 ? 0x8f : 0xbf;
    return second >= low && second <= high && follows(b[i + 2] ?? 0) && follows(b[i + 3] ?? 0) ? 4 : 0;
  }
  return 0;
}

const follows = (byte: number): boolean => (byte & 0xc0) === 0x80;

/** Lines by byte offset; offsets must be asked for in ascending order. A line ends with LF, CRLF or a lone CR. */
export class LineCounter {
  private line = 1;
  /** Where the line after `line` starts; Infinity on the last one. */
  private next: number;

  constructor(private readonly bytes: Uint8Array) {
    this.next = nextLine(bytes, 0);
  }

  lineAt(offset: number): number {
    while (this.next <= offset) {
      this.line++;
      this.next = nextLine(this.bytes, this.next);
    }
    return this.line;
  }
}

const LF = 0x0a;
const CR = 0x0d;

export function isLineBreak(byte: number | undefined): boolean {
  return byte === LF || byte === CR;
}

/** Where the line after the one at `from` starts; Infinity when there is none. */
export function nextLine(bytes: Uint8Array, from: number): number {
  const feed = bytes.indexOf(LF, from);
  const end = feed < 0 ? bytes.length : feed;
  for (let i = from; i < end; i++) if (bytes[i] === CR && i + 1 !== feed) return i + 1;
  return feed < 0 ? Infinity : feed + 1;
}
