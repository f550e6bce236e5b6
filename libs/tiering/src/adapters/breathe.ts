import { setImmediate as nextTurn } from 'node:timers/promises';

/** Work goes on for so long before others have their turn, ms. */
const AT_A_STRETCH_MS = 8;

let lastTurn = performance.now();

/**
 * Lets what waits on this thread have its turn, where work has gone on for some milliseconds since the last one: cheap
 * enough to be called after every few accounts.
 */
export async function breathe(): Promise<void> {
  if (performance.now() - lastTurn < AT_A_STRETCH_MS) return;
  await nextTurn();
  lastTurn = performance.now();
}
