import { silentLogger } from '@bailiwick/kernel';
import { RestartingTask } from './restarting-task.js';

const options = { name: 'work', logger: silentLogger, firstPauseMs: 1, longestPauseMs: 4, patienceMs: 50 };

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
}

describe('RestartingTask', () => {
  it('starts work again that failed, and tells its trouble until it has got going', async () => {
    const troubles: (string | undefined)[] = [];
    let goes = (): void => undefined;
    const going = new Promise<void>((resolve) => (goes = resolve));
    const task = new RestartingTask(async (signal, working) => {
      troubles.push(task.trouble);
      if (troubles.length < 4) throw new Error(`failure ${troubles.length}`);
      working();
      goes();
      await untilAborted(signal);
    }, options);
    task.start();
    await going;
    expect(troubles).toEqual([undefined, 'Error: failure 1', 'Error: failure 2', 'Error: failure 3']);
    expect(task.trouble).toBeUndefined();
    await task.stop();
    expect(troubles).toHaveLength(4);
  });

  it('ends at once while it pauses, and does not wait for ever for work that hangs', async () => {
    const failing = new RestartingTask(async () => Promise.reject(new Error('no')), {
      ...options,
      firstPauseMs: 600_000,
    });
    failing.start();
    await failing.stop();
    const hanging = new RestartingTask(() => new Promise(() => undefined), options);
    hanging.start();
    await hanging.stop();
    expect(hanging.trouble).toBeUndefined();
  });
});
