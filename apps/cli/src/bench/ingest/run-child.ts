import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { BailiwickError } from '@bailiwick/kernel';

export type ChildTask = 'book' | 'process' | 'rebuild';

/** What one measurement in a process of its own gives. */
export interface ChildFigures {
  /** From opening the log on; loading the code is not counted. */
  readonly seconds: number;
  /** Processor time of the same. */
  readonly cpuSeconds: number;
  /** From the start of the process until its code was loaded. */
  readonly loadedMs: number;
  readonly commits: number;
  readonly rssPeakMb: number;
  readonly rssMb: number;
  readonly heapPeakMb: number;
}

const CHILD = fileURLToPath(new URL('./start.child.js', import.meta.url));

/** @throws BailiwickError `bench-failed` with what the process said */
export function runChild(task: ChildTask, dataDir: string): Promise<ChildFigures> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [CHILD, task, dataDir], (error, stdout, stderr) => {
      if (error) reject(new BailiwickError('bench-failed', `measuring ${task} failed: ${stderr}`));
      else resolve(JSON.parse(stdout) as ChildFigures);
    });
  });
}
