import { setTimeout as sleep } from 'node:timers/promises';
import { type Service, type ServiceOptions, startService } from './service.js';

export interface Answer {
  readonly status: number;
  readonly text: string;
}

/** What the service said of one line of NDJSON. */
export interface LineAnswer {
  readonly line: number;
  readonly status: string;
  readonly position: number;
}

/** Time passes as events tell, so that the same events lead to the same decisions on any day. */
export const EVENT_TIME = { BAILIWICK_TIME: 'events', LOG_LEVEL: 'error' };

/**
 * A client who outlives its service: while the service is killed and started again it waits, and it asks again
 * whatever was not answered to the end.
 */
export class LastingClient {
  /** SIGKILLs so far. */
  kills = 0;
  /** Requests that a death cut off, by method and path. */
  readonly broken: string[] = [];
  private service!: Promise<Service>;
  private killing: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly dataDir: string,
    private readonly args: readonly string[] = [],
    private readonly env: NonNullable<ServiceOptions['env']> = {},
  ) {}

  async start(): Promise<void> {
    this.service = this.newService();
    await this.service;
  }

  /** Kills the service `ms` from now and starts it again, while the client goes on. */
  killIn(ms: number): void {
    this.killing = this.killing.then(async () => {
      await sleep(ms);
      const victim = await this.service;
      const dead = victim.kill();
      this.service = dead.then(() => this.newService());
      this.service.catch(() => undefined);
      this.kills++;
      await this.service;
    });
    this.killing.catch(() => undefined);
  }

  /** Resolves when no kill is pending and the service lives. */
  async survived(): Promise<void> {
    await this.killing;
    await this.service;
  }

  async call(path: string, init: RequestInit = {}): Promise<Answer> {
    for (;;) {
      const service = await this.service;
      try {
        const response = await service.call(path, init);
        return { status: response.status, text: await response.text() };
      } catch (error) {
        await this.demandNewLife(service, error);
        this.broken.push(`${init.method ?? 'GET'} ${path}`);
      }
    }
  }

  /** @throws Error for any answer but 200 */
  readonly get = async (path: string): Promise<unknown> => {
    const { status, text } = await this.call(path);
    if (status !== 200) throw new Error(`GET ${path}: ${status} ${text}`);
    return JSON.parse(text);
  };

  /** @returns the status, and the answer as parsed JSON */
  async post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<[number, unknown]> {
    const { status, text } = await this.call(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    return [status, JSON.parse(text)];
  }

  /**
   * Sends events as NDJSON until each line is answered. After a death all of them are sent again: a line that was
   * answered before must then be a repeat with the position it had.
   * @throws Error when an acknowledged line was lost, or a line is refused
   */
  async sendLines(lines: readonly string[]): Promise<readonly LineAnswer[]> {
    const before = new Map<number, LineAnswer>();
    for (;;) {
      const service = await this.service;
      try {
        const answers = await this.streamLines(service, lines, before);
        if (answers.length === lines.length) return answers;
        throw new Error(`${lines.length} lines sent, ${answers.length} answered`);
      } catch (error) {
        await this.demandNewLife(service, error);
        this.broken.push('POST /v1/events');
      }
    }
  }

  async stop(): Promise<number | null> {
    await this.survived();
    return (await this.service).stop();
  }

  private newService(): Promise<Service> {
    return startService(this.dataDir, this.args, { env: { ...EVENT_TIME, ...this.env } });
  }

  private async streamLines(service: Service, lines: readonly string[], before: Map<number, LineAnswer>) {
    const response = await service.call('/v1/events', {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson' },
      body: lines.join('\n'),
    });
    if (response.status !== 200) throw new RefusedError(`${response.status} ${await response.text()}`);
    const answers: LineAnswer[] = [];
    const decoder = new TextDecoder();
    let text = '';
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
      const whole = (text + decoder.decode(chunk, { stream: true })).split('\n');
      text = whole.pop()!;
      for (const line of whole) {
        const answer = JSON.parse(line) as LineAnswer;
        checkAnswer(answer, before.get(answer.line), line);
        before.set(answer.line, answer);
        answers.push(answer);
      }
    }
    return answers;
  }

  /** A failure of a service that lives on is the service's fault. */
  private async demandNewLife(service: Service, error: unknown): Promise<void> {
    if (error instanceof RefusedError) throw error;
    // The answer breaks off a moment before the death is known of.
    for (let waited = 0; waited < DEATH_NOTICE_MS && (await this.service) === service; waited += 10)
      await sleep(10);
    if ((await this.service) === service)
      throw new Error(`${String(error)}; stderr of the service: ${service.errors()}`, { cause: error });
  }
}

const DEATH_NOTICE_MS = 2_000;

class RefusedError extends Error {}

function checkAnswer(answer: LineAnswer, before: LineAnswer | undefined, text: string): void {
  if (!['recorded', 'waiting', 'repeat'].includes(answer.status)) throw new RefusedError(text);
  if (!before || (answer.status === 'repeat' && answer.position === before.position)) return;
  throw new RefusedError(`${text}, but acknowledged before: ${JSON.stringify(before)}`);
}
