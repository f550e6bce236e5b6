import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { BailiwickError } from '@bailiwick/kernel';

/** The service that is measured, in a process of its own, as it is run by people. */
export interface BenchService {
  readonly url: string;
  readonly child: ChildProcess;
  /** How far the log goes, and how far the process that decides has come. */
  progress(): Promise<{ readonly head: number; readonly decided: number }>;
  rssMb(): number;
  stop(): Promise<void>;
}

const MAIN = fileURLToPath(new URL('../../main.js', import.meta.url));
const KB_A_MB = 1_024;

/** @throws BailiwickError `bench-failed` with what the process said */
export async function startBenchService(
  dataDir: string,
  env: Readonly<Record<string, string>>,
): Promise<BenchService> {
  const child = spawn(process.execPath, [MAIN, 'serve', '--port', '0', '--data', dataDir], {
    env: { ...process.env, MONGODB_URI: '', LOG_LEVEL: 'error', ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = await addressOf(child);
  return {
    url,
    child,
    progress: async () => {
      const ready = (await (await fetch(`${url}/health/ready`)).json()) as {
        head: number;
        process: { position: number };
      };
      return { head: ready.head, decided: ready.process.position };
    },
    rssMb: () => {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / KB_A_MB);
    },
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let out = '';
    let errors = '';
    child.stderr!.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    child.stdout!.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      const [url] = /http:\/\/\S+/.exec(out) ?? [];
      if (url !== undefined && out.includes('Three things to try')) resolve(url);
    });
    child.once('exit', (code) =>
      reject(new BailiwickError('bench-failed', `the service ended with ${code}: ${errors}`)),
    );
  });
}
