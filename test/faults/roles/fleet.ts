import { setTimeout as sleep } from 'node:timers/promises';
import { EVENT_TIME, LastingClient } from '../../support/lasting-client.js';
import { type Service, startService } from '../../support/service.js';

/** The shortest there is: a takeover takes about as long. */
const LEASE_SECONDS = '3';
const PATIENCE_MS = 60_000;

interface RoleState {
  readonly state: string;
  readonly why?: string;
  readonly behind?: number;
  readonly making?: readonly string[];
  readonly helping?: string;
}

export interface Ready {
  readonly head: number;
  readonly process: { readonly position: number; readonly behind: number };
  readonly roles: Readonly<Partial<Record<string, RoleState>>>;
}

/** Several processes over one log, each with roles of its own. */
export class Fleet {
  readonly client: LastingClient;
  /** Processes without the role api, by name. */
  readonly workers = new Map<string, Service>();
  private readonly env: Readonly<Record<string, string>>;
  private started = 0;

  constructor(
    private readonly dataDir: string,
    env: Readonly<Record<string, string>> = {},
  ) {
    this.env = { ...EVENT_TIME, BAILIWICK_LEASE_SECONDS: LEASE_SECONDS, ...env };
    this.client = new LastingClient(dataDir, ['--roles', 'api'], { ...this.env, BAILIWICK_INSTANCE: 'api' });
  }

  /** One process with the role api, and those with the others; all at once, as a platform starts them. */
  async start(...roles: readonly string[]): Promise<void> {
    await Promise.all([this.client.start(), ...roles.map((role) => this.add(role))]);
  }

  /** One more process. @returns its name */
  async add(roles: string): Promise<string> {
    const name = `${roles}-${++this.started}`;
    const env = { ...this.env, BAILIWICK_INSTANCE: name };
    this.workers.set(name, await startService(this.dataDir, ['--roles', roles], { env }));
    return name;
  }

  async kill(name: string): Promise<void> {
    const victim = this.workers.get(name)!;
    this.workers.delete(name);
    await victim.kill();
  }

  async ready(name: string): Promise<Ready> {
    return (await (await fetch(`${this.workers.get(name)!.url}/health/ready`)).json()) as Ready;
  }

  /** The process of which this holds, as soon as there is one. */
  async which(holds: (ready: Ready) => boolean): Promise<string> {
    for (const start = Date.now(); Date.now() - start < PATIENCE_MS;) {
      for (const name of [...this.workers.keys()]) {
        // Somebody may kill it just now.
        const ready = await this.ready(name).catch(() => undefined);
        if (ready && holds(ready)) return name;
      }
      await sleep(20);
    }
    throw new Error(`none of ${[...this.workers.keys()].join(', ')}`);
  }

  async stop(): Promise<void> {
    await this.client.stop();
    await Promise.all([...this.workers.values()].map((worker) => worker.stop()));
  }
}

export const placesAccounts = ({ roles }: Ready): boolean => roles['process']?.state === 'working';
export const makesPlans = ({ roles }: Ready): boolean => roles['plan']?.state === 'working';
