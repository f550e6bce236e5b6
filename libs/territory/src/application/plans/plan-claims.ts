import type { EventStore, Lease } from '@bailiwick/event-store';
import type { Actor } from '@bailiwick/kernel';

export interface PlanClaimsOptions {
  /** Who claims: another one for each process. */
  readonly holder: string;
  readonly leaseMs?: number;
}

/** A plan that this process may make, as long as it gives signs of life. */
export interface PlanClaim {
  readonly planId: string;
  /** To be called every now and then. @throws LeaseLostError when another process makes the plan by now */
  keep(): Promise<void>;
  /** Lets others make the plan at once. */
  giveBack(): Promise<void>;
}

const DEFAULT_LEASE_MS = 10_000;

/** Which process makes which plan, and which of its blocks: a lease in the log for each. */
export class PlanClaims {
  /** Kept from one look to the next: whether others give signs of life shows in time. */
  private leases = new Map<string, Lease>();
  /** Of blocks, by plan. */
  private blockLeases = new Map<string, Map<string, Lease>>();

  constructor(
    private readonly store: Pick<EventStore, 'lease'>,
    private readonly options: PlanClaimsOptions,
    private readonly actor: Actor,
  ) {}

  /** The first of the plans that nobody else is making, `undefined` when there is none. */
  async claim(planIds: readonly string[]): Promise<PlanClaim | undefined> {
    this.leases = new Map(planIds.map((planId) => [planId, this.leases.get(planId) ?? this.leaseOf(planId)]));
    this.blockLeases = new Map([...this.blockLeases].filter(([planId]) => this.leases.has(planId)));
    for (const [planId, lease] of this.leases)
      if (await lease.tryTake())
        return { planId, keep: () => lease.keep(), giveBack: () => lease.release().catch(() => undefined) };
    return undefined;
  }

  /** The claim of this process on a block of a plan, which is solved by who holds it. */
  block(planId: string, hash: string): Lease {
    const ofPlan = this.blockLeases.get(planId) ?? new Map<string, Lease>();
    this.blockLeases.set(planId, ofPlan);
    const lease = ofPlan.get(hash) ?? this.leaseOf(planId, `:block:${hash}`);
    ofPlan.set(hash, lease);
    return lease;
  }

  private leaseOf(planId: string, part = ''): Lease {
    const { holder, leaseMs: ttlMs = DEFAULT_LEASE_MS } = this.options;
    const meta = { actor: this.actor, correlationId: planId, causationId: planId };
    return this.store.lease(`plan:${planId}${part}`, { holder, ttlMs, meta });
  }
}
