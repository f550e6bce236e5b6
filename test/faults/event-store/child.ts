import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface ChildEnd {
  readonly lines: readonly string[];
  readonly signal: NodeJS.Signals | null;
  readonly code: number | null;
}

/** A real process that runs one of the scripts of this folder. */
export class Child {
  readonly lines: string[] = [];
  readonly ended: Promise<ChildEnd>;
  private readonly process: ChildProcess;
  private readonly watchers = new Set<() => void>();
  private errors = '';

  constructor(script: string, ...args: readonly string[]) {
    const built = fileURLToPath(new URL('../../../dist/libs/event-store/src/index.js', import.meta.url));
    if (!existsSync(built)) throw new Error(`${built} is missing. Maybe run: npm run build`);
    const path = fileURLToPath(new URL(script, import.meta.url));
    this.process = spawn(process.execPath, [path, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
    const output = createInterface({ input: this.process.stdout! });
    output.on('line', (line) => {
      this.lines.push(line);
      for (const watch of this.watchers) watch();
    });
    this.process.stderr!.on('data', (chunk) => (this.errors += String(chunk)));
    this.ended = new Promise((resolve, reject) => {
      this.process.on('error', reject);
      this.process.on('close', (code, signal) => {
        for (const watch of this.watchers) watch();
        if (this.errors) reject(new Error(this.errors));
        else resolve({ lines: this.lines, signal, code });
      });
    });
    this.ended.catch(() => undefined);
  }

  /** Resolves when the child has told `line`, or has ended. */
  async told(line: string): Promise<void> {
    const told = new Promise<void>((resolve) => {
      const watch = (): void => {
        if (this.lines.includes(line)) resolve();
      };
      this.watchers.add(watch);
      watch();
    });
    await Promise.race([told, this.ended]);
  }

  go(): void {
    this.process.stdin!.end('go\n');
  }

  kill(): void {
    this.process.kill('SIGKILL');
  }
}
