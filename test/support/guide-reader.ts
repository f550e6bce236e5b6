import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { repository } from './cli.js';
import type { Step } from './guide.js';
import { compare } from './shown-output.js';

const PATIENCE_MS = 60_000;

interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

/**
 * Does what guides say, in a folder of its own: one shell for the reader, one terminal for the service. A `console`
 * block is what that terminal shows: `$ command` starts the service, `^C` stops it, the rest is what it prints.
 */
export class GuideReader {
  private shell: Shell | undefined;
  private service: ChildProcess | undefined;
  private printed = '';
  private url = '';

  private constructor(readonly folder: string) {}

  static async inNewFolder(): Promise<GuideReader> {
    const folder = await mkdtemp(join(tmpdir(), 'bailiwick-guide-'));
    const main = join(repository, 'dist', 'apps', 'cli', 'src', 'main.js');
    await mkdir(join(folder, 'bin'));
    await writeFile(
      join(folder, 'bin', 'bailiwick'),
      `#!/bin/sh\nexec "${process.execPath}" "${main}" "$@"\n`,
    );
    await chmod(join(folder, 'bin', 'bailiwick'), 0o755);
    return new GuideReader(folder);
  }

  /** Does one step. @returns what the guide shows and what came, equal where they agree */
  async do({ kind, text, shown }: Step): Promise<{ shown: unknown; actual: unknown }> {
    if (kind === 'console') return this.terminal(text);
    this.shell ??= new Shell(this.folder, this.environment());
    const ran = await this.shell.run(text);
    await this.settled();
    if (shown) {
      const { stdout, stderr } = ran;
      const compared = compare(shown.text, stdout, shown.language);
      return stderr ? { ...compared, actual: withErrors(compared, stderr) } : compared;
    }
    return { shown: { code: 0, stderr: '' }, actual: { code: ran.code, stderr: ran.stderr } };
  }

  /** An answer of the service to its admin. */
  async ask(path: string): Promise<unknown> {
    const token = (await readFile(join(this.folder, 'first-hour', 'admin-token'), 'utf8')).trim();
    const response = await fetch(this.url + path, { headers: { authorization: `Bearer ${token}` } });
    return response.json();
  }

  async leave(): Promise<void> {
    this.shell?.end();
    await this.interrupt();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** The same address after a restart: the first start takes a free port, later ones that port again. */
  private environment(): NodeJS.ProcessEnv {
    const port = this.url ? new URL(this.url).port : '0';
    const inherited = ['PATH', 'HOME', 'TMPDIR', 'LANG'].map((name) => [name, process.env[name]] as const);
    return { ...Object.fromEntries(inherited), PORT: port, BAILIWICK_URL: this.url };
  }

  private async terminal(text: string): Promise<{ shown: unknown; actual: unknown }> {
    const shown: string[] = [];
    for (const line of text.split('\n')) {
      if (line === '^C') await this.interrupt();
      else if (line.startsWith('$ ')) this.start(line.slice(2));
      else shown.push(line);
    }
    const compared = await this.prints(shown.join('\n'));
    this.url = /http:\/\/[\d.:]+/.exec(this.printed)?.[0] ?? this.url;
    return compared;
  }

  private start(command: string): void {
    this.printed = '';
    const options = { cwd: this.folder, env: this.environment(), stdio: ['ignore', 'pipe', 'pipe'] as const };
    this.service = spawn('bash', ['-c', `exec env ${command}`], { ...options, stdio: [...options.stdio] });
    const take = (chunk: Buffer): void => void (this.printed += chunk.toString());
    this.service.stdout!.on('data', take);
    this.service.stderr!.on('data', take);
  }

  private async prints(shown: string): Promise<{ shown: unknown; actual: unknown }> {
    const until = Date.now() + PATIENCE_MS;
    for (;;) {
      const compared = compare(shown, this.printed.replace(/^\n+/, ''), 'text');
      if (compared.shown === compared.actual || Date.now() > until) return compared;
      if (this.service?.exitCode !== null) return compared;
      await sleep(50);
    }
  }

  private async interrupt(): Promise<void> {
    const { service } = this;
    if (!service || service.exitCode !== null) return;
    const ended = new Promise((resolve) => service.once('exit', resolve));
    service.kill('SIGINT');
    await ended;
  }

  /** Readers are slower than the service; a test waits until all that came in has had its effect. */
  private async settled(): Promise<void> {
    await this.ask('/v1/unplaced');
  }
}

function withErrors({ shown, actual }: { shown: unknown; actual: unknown }, stderr: string): unknown {
  return JSON.stringify(shown) === JSON.stringify(actual) ? actual : { actual, stderr };
}

/** One bash that lasts, so that what a block defines is there in the next. */
class Shell {
  private readonly bash;
  private stdout = '';
  private stderr = '';
  private changed: () => void = () => undefined;
  private count = 0;

  constructor(
    private readonly folder: string,
    env: NodeJS.ProcessEnv,
  ) {
    this.bash = spawn('bash', ['--noprofile', '--norc'], { cwd: folder, env, stdio: 'pipe' });
    this.bash.stdout.on('data', (chunk: Buffer) => {
      this.stdout += chunk.toString();
      this.changed();
    });
    this.bash.stderr.on('data', (chunk: Buffer) => void (this.stderr += chunk.toString()));
    this.bash.once('exit', () => this.changed());
    // Without shown output nothing may go wrong, in no line of a block.
    this.bash.stdin.write("set -o pipefail -o errtrace; trap 'FAILED=$?' ERR\n");
  }

  async run(text: string): Promise<Ran> {
    const number = ++this.count;
    const file = join(this.folder, `.block-${number}.sh`);
    await writeFile(file, `${text}\n`);
    this.stdout = this.stderr = '';
    const end = new RegExp(`<end ${number} (\\d+)>\\n$`);
    this.bash.stdin.write(`FAILED=0; source ${file} </dev/null; printf '<end ${number} %s>\\n' "$FAILED"\n`);
    for (;;) {
      const match = end.exec(this.stdout);
      if (match)
        return { stdout: this.stdout.slice(0, match.index), stderr: this.stderr, code: Number(match[1]) };
      if (this.bash.exitCode !== null) throw new Error(`the shell ended: ${this.stderr}`);
      await new Promise<void>((resolve) => (this.changed = resolve));
    }
  }

  end(): void {
    this.bash.kill();
  }
}
