import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EventStore } from '@bailiwick/event-store';
import { openLog } from '../../support/open-log.js';
import { killServices } from '../../support/service.js';
import { eventOf, makeEvents } from '../territory/company-life.js';
import { Fleet } from './fleet.js';

/** Large enough that a plan takes all the time it may, and falls apart into blocks: regions, named and pooled. */
const SIZE = { accounts: 900, csms: 30, aes: 12, seed: 7 };
const COMING = /^(account\.new|csm\.joined|ae\.joined)$/;

/** A day on which everybody is there. */
export const DAY = '2026-10-01';

/** Several processes that make plans of a sample company. */
export class PlanFleet extends Fleet {
  private constructor(
    private readonly folder: string,
    /** Their log, read by another process. */
    readonly store: EventStore,
    mongodbUri: string | undefined,
  ) {
    super(join(folder, 'log'), mongodbUri === undefined ? {} : { MONGODB_URI: mongodbUri });
  }

  /** Starts them with these roles, and one with the role api. @param mongodbUri where the log is, unless in a folder */
  static async of(roles: readonly string[], mongodbUri?: string): Promise<PlanFleet> {
    const folder = await mkdtemp(join(tmpdir(), 'bailiwick-plan-fleet-'));
    const lines = (await makeEvents(folder, SIZE)).filter((line) => COMING.test(eventOf(line).type));
    const log = await openLog(join(folder, 'log'), mongodbUri);
    const fleet = new PlanFleet(folder, log, mongodbUri);
    await fleet.start(...roles);
    await fleet.client.sendLines(lines);
    return fleet;
  }

  async end(): Promise<void> {
    await killServices();
    await this.store.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Asks for progress until this holds. */
  async untilProgress<P>(planId: string, holds: (progress: P) => boolean): Promise<P> {
    for (;;) {
      const progress = (await this.client.get(`/v1/plans/${planId}/progress`)) as P;
      if (holds(progress)) return progress;
      await sleep(50);
    }
  }

  async typesOf(stream: string): Promise<string[]> {
    const types: string[] = [];
    for await (const { events } of this.store.readStream(stream))
      types.push(...events.map(({ type }) => type));
    return types;
  }
}
