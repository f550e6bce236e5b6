import type { SearchState } from './search-state.js';

const RISE = 1.1;
const FALL = 0.9;
const FINAL_RISE = 1.2;
const MOST = 1e5;

/**
 * Prices of violated limits that find their own height: each starts at `base` points for a violation of typical
 * size, rises while its limit is violated and falls back while it is kept.
 */
export class ViolationPrices {
  private readonly ceilings: Float64Array;
  private readonly limits: Float64Array;

  constructor(
    private readonly state: SearchState,
    private readonly base: number,
  ) {
    this.ceilings = new Float64Array(state.model.csmCount).fill(1);
    this.limits = new Float64Array(state.model.limitCount).fill(1);
    this.charge();
  }

  /** One step up or down for each limit; with `final` they only rise, so that the search ends within the limits. */
  adapt(final: boolean): void {
    const { ceilings, limits, state } = this;
    for (let csm = 0; csm < ceilings.length; csm++)
      ceilings[csm] = next(ceilings[csm]!, state.overCeiling(csm) > 0, final);
    for (let l = 0; l < limits.length; l++) limits[l] = next(limits[l]!, state.overLimit(l) > 0, final);
    this.charge();
  }

  private charge(): void {
    const { ceilings, limits, base } = this;
    this.state.price((limit, csm) => base * (csm >= 0 ? ceilings[csm]! : limits[limit]!));
  }
}

function next(multiple: number, violated: boolean, final: boolean): number {
  if (violated) return Math.min(MOST, multiple * (final ? FINAL_RISE : RISE));
  return final ? multiple : Math.max(1, multiple * FALL);
}
