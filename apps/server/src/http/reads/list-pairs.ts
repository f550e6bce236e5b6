import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Portfolio } from '@bailiwick/portfolio';
import type { InForce } from './in-force.js';
import { inOneCurrency } from './in-one-currency.js';

/** An AE and a CSM who share customers. */
export interface Pair {
  readonly aeId: string;
  readonly csmId: string;
  readonly accounts: number;
  readonly arr: number;
  readonly currency: string;
}

/** Every pair of today's book: of the active accounts that have both. */
export class ListPairs extends Query<readonly Pair[]> {}

@QueryHandler(ListPairs)
export class ListPairsHandler implements IQueryHandler<ListPairs> {
  constructor(
    private readonly book: Pick<Portfolio, 'accounts'>,
    private readonly inForce: InForce,
  ) {}

  async execute(): Promise<readonly Pair[]> {
    const { currency, accounts } = inOneCurrency(await this.book.accounts(), await this.inForce.policy());
    const pairs = new Map<string, Pair>();
    for (const { aeId, csmId, arr } of accounts) {
      if (aeId === undefined || csmId === undefined) continue;
      const key = pairKey({ aeId, csmId });
      const so = pairs.get(key) ?? { aeId, csmId, accounts: 0, arr: 0, currency };
      pairs.set(key, { ...so, accounts: so.accounts + 1, arr: so.arr + arr });
    }
    return [...pairs.values()];
  }
}

/** One text for a pair; no id holds a control character. */
export function pairKey({ aeId, csmId }: Pick<Pair, 'aeId' | 'csmId'>): string {
  return `${aeId}\n${csmId}`;
}
