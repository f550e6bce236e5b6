import fc from 'fast-check';
import { ndjsonLines, type NdjsonLine } from './ndjson-lines.js';

const encoder = new TextEncoder();

async function linesIn(
  bytes: Uint8Array,
  chunkSize = bytes.length || 1,
  maxBytes?: number,
): Promise<NdjsonLine[]> {
  const chunks = async function* (): AsyncGenerator<Uint8Array> {
    for (let i = 0; i < bytes.length; i += chunkSize) yield bytes.subarray(i, i + chunkSize);
  };
  const lines: NdjsonLine[] = [];
  for await (const some of ndjsonLines(chunks(), maxBytes)) lines.push(...some);
  return lines;
}

const textsIn = async (text: string): Promise<[number, string | undefined][]> =>
  (await linesIn(encoder.encode(text))).map(({ line, text: found }) => [line, found]);

describe('the lines of NDJSON bytes', () => {
  it('end by LF or CRLF; blank ones count but are passed over, and so is a byte order mark', async () => {
    expect(await textsIn('\uFEFFa\r\n\n  \nb')).toEqual([
      [1, 'a'],
      [4, 'b'],
    ]);
    expect(await textsIn('a\n\uFEFFb\n')).toEqual([
      [1, 'a'],
      [2, '\uFEFFb'],
    ]);
    expect(await textsIn('')).toEqual([]);
  });

  it('are the same however the bytes are cut (property)', async () => {
    const text = fc.array(fc.constantFrom('a', 'é', '漢', '😀', '\n', '\r\n', '{}'), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 1, max: 7 }), async (parts, size) => {
        const bytes = encoder.encode(parts.join(''));
        expect(await linesIn(bytes, size)).toEqual(await linesIn(bytes));
      }),
      { numRuns: 200 },
    );
  });

  it('name the column of the first byte that is not UTF-8, and go on with the next line', async () => {
    const bytes = new Uint8Array([...encoder.encode('{}\n"Zü'), 0xfc, 0x72, ...encoder.encode('ich"\n[]')]);
    expect(await linesIn(bytes)).toMatchObject(
      [
        { line: 1, text: '{}' },
        {
          line: 2,
          problem: { code: 'not-utf8', line: 2, column: 4, value: '0xfc 0x72 0x69 0x63', hint: /Latin-1/ },
        },
        { line: 3, text: '[]' },
      ].map((l) =>
        'problem' in l
          ? { ...l, problem: { ...l.problem, hint: expect.stringMatching(l.problem!.hint) } }
          : l,
      ),
    );
  });

  it('break off at a character cut short by the end of its line', async () => {
    const [line] = await linesIn(new Uint8Array([0x61, 0xe6, 0xbc]));
    expect(line!.problem).toMatchObject({ code: 'not-utf8', column: 2 });
  });

  it('say that a file is UTF-16', async () => {
    const [line] = await linesIn(new Uint8Array([0xff, 0xfe, 0x7b, 0x00]));
    expect(line!.problem!.hint).toMatch(/UTF-16/);
  });

  it('skip 50 MB on one line without holding it, and go on', async () => {
    const lines: NdjsonLine[] = [];
    const chunk = new Uint8Array(1 << 20).fill(0x61);
    let held = 0;
    const chunks = async function* (): AsyncGenerator<Uint8Array> {
      const before = process.memoryUsage().arrayBuffers;
      for (let i = 0; i < 50; i++) {
        yield chunk;
        held = Math.max(held, process.memoryUsage().arrayBuffers - before);
      }
      yield encoder.encode('\n{}\n');
    };
    for await (const some of ndjsonLines(chunks())) lines.push(...some);
    expect(lines).toMatchObject([
      { line: 1, problem: { code: 'line-too-long', value: `${50 * (1 << 20)} bytes` } },
      { line: 2, text: '{}' },
    ]);
    expect(held).toBeLessThan(10 * (1 << 20));
  });

  it('may be as long as the limit, not counting how they end', async () => {
    const codes = async (text: string): Promise<(string | undefined)[]> =>
      (await linesIn(encoder.encode(text), 3, 5)).map(({ problem }) => problem?.code);
    expect(await codes('abcde\nabcde\r\nabcde')).toEqual([undefined, undefined, undefined]);
    expect(await codes('abcdef\nabcdef\r\nabcdef')).toEqual([
      'line-too-long',
      'line-too-long',
      'line-too-long',
    ]);
  });
});
