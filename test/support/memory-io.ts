/** What a command reads and writes, in memory. */
export interface MemoryIo {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  readonly readFile: (path: string) => Promise<Buffer>;
  /** What it has written so far. */
  readonly written: { out: string; err: string };
}

/** @param files by path: text as it is, anything else as JSON on many lines */
export function memoryIo(files: Readonly<Record<string, unknown>>): MemoryIo {
  const written = { out: '', err: '' };
  return {
    written,
    stdout: (text) => void (written.out += text),
    stderr: (text) => void (written.err += text),
    readFile: async (path) => {
      const content = files[path];
      if (content === undefined) throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
      return Buffer.from(typeof content === 'string' ? content : JSON.stringify(content, null, 2));
    },
  };
}
