import { once } from 'node:events';
import { type BenchService, startBenchService } from '../relay/bench-service.js';
import type { LoopReport } from './loop-probe.js';

/** A service whose event loop is watched from within. */
export interface ProbedService extends BenchService {
  /** What stood in the way of its event loop since this was asked before. */
  loop(): Promise<LoopReport>;
}

const PROBE = new URL('./loop-probe.js', import.meta.url).href;

/** @throws BailiwickError `bench-failed` with what the process said */
export async function startProbedService(dataDir: string): Promise<ProbedService> {
  const options = [process.env['NODE_OPTIONS'], `--import ${PROBE}`].filter(Boolean).join(' ');
  const service = await startBenchService(dataDir, { NODE_OPTIONS: options, BAILIWICK_TIME: 'events' });
  return {
    ...service,
    loop: async () => {
      const answer = once(service.child, 'message');
      service.child.send('report');
      return ((await answer) as [LoopReport])[0];
    },
  };
}
