import type { Policy } from '@bailiwick/contracts';
import { BailiwickError, dayNumber, type IsoDate, type TierId } from '@bailiwick/kernel';
import { utcOffsetHours } from '../compile/time-zone.js';
import type { PlanningTier } from '../problem/planning-input.js';
import { Numbering } from './numbering.js';

/** What everything in the live book is seen by: the policy, the tiers, the day, and who leads which AE. */
export class Documents {
  readonly aes = new Numbering();
  readonly avps = new Numbering();
  /** The number of the AVP of each AE, by the AE's number; undefined or −1 = unknown. */
  readonly avpOfAe: number[] = [];
  /** As-of in days since 1970-01-01. */
  asOfDay: number;
  private readonly offsets = new Map<string, number>();
  private readonly tierById: ReadonlyMap<string, PlanningTier>;

  constructor(
    public policy: Policy,
    tiers: readonly PlanningTier[],
    public asOf: IsoDate,
  ) {
    this.asOfDay = dayNumber(asOf);
    this.tierById = new Map(tiers.map((t) => [t.id as string, t]));
  }

  setDay(asOf: IsoDate): void {
    this.offsets.clear();
    this.asOf = asOf;
    this.asOfDay = dayNumber(asOf);
  }

  /** Hours that the zone is ahead of UTC on the day; undefined when no zone is given. */
  utcOffset(zone: string | undefined): number | undefined {
    if (zone === undefined) return undefined;
    let offset = this.offsets.get(zone);
    if (offset === undefined) this.offsets.set(zone, (offset = utcOffsetHours(zone, this.asOf)!));
    return offset;
  }

  /** @throws BailiwickError `unknown-tier` */
  tier(id: TierId): PlanningTier {
    const tier = this.tierById.get(id);
    if (tier) return tier;
    throw new BailiwickError('unknown-tier', `there is no tier ${id} to plan with`, {
      value: id,
      expected: `one of ${[...this.tierById.keys()].join(', ')}`,
      hint: 'Maybe the account was tiered by another version of the rule set.',
    });
  }
}
