import { inTime } from './in-time.js';

describe('what the library has time for', () => {
  it('gives what came of it, or why it failed', async () => {
    expect(await inTime(1_000, 'it', Promise.resolve(7))).toBe(7);
    await expect(inTime(1_000, 'it', Promise.reject(new Error('no')))).rejects.toThrow('no');
  });

  it('ends without it when it says nothing, and drops what comes later', async () => {
    let fail: (error: Error) => void = () => undefined;
    const silent = new Promise<never>((_, reject) => (fail = reject));
    await expect(inTime(5, 'leaving', silent)).rejects.toThrow('leaving took more than 5 ms');
    fail(new Error('later'));
    await new Promise((resolve) => setImmediate(resolve));
  });
});
