import type { OverloadDecidedData } from '@bailiwick/contracts';
import type { CsmId, TierId } from '@bailiwick/kernel';
import type { Candidate, DecidedMove } from '@bailiwick/planning';
import { transfer } from './ownership.reaction.js';
import { decidedMove, proposeMoves } from './proposal.js';
import type { Reactor } from './reactor.js';
import type { Trigger } from './reaction.js';

type Move = OverloadDecidedData['moves'][number];

interface Relief {
  readonly move: Move;
  readonly why: DecidedMove;
}

const MOST_MOVES = 3;

/**
 * A CSM came to have more hours than the ceiling: the cheapest moves that relieve them are decided once, and made or
 * proposed as the policy wants. Nothing is decided again before the CSM was below the ceiling.
 */
export function watchLoad(reactor: Reactor, csmId: CsmId | null | undefined, trigger: Trigger): void {
  // Whoever is about to leave has ever less room; what becomes of the accounts is decided when they have left.
  if (!csmId || reactor.csm(csmId)?.endDate) return;
  const { state, live } = reactor;
  if (!live.isOverCeiling(csmId)) {
    state.overloaded.delete(csmId);
    return;
  }
  if (state.overloaded.has(csmId)) return;
  state.overloaded.add(csmId);
  const by = trigger.type === 'AccountExpanded' ? 'expansion' : 'overload';
  const mode = state.policy.auto[by];
  const relief = relieve(reactor, csmId);
  const moves = relief.map(({ move }) => move);
  const data: OverloadDecidedData = { csmId, by, mode, moves };
  reactor.commit({
    stream: `overload-${csmId}`,
    key: `overload:${trigger.key}:${csmId}`,
    events: [{ type: 'OverloadDecided', data }],
  });
  if (mode === 'place') moveAll(reactor, data, trigger);
  else if (relief.length > 0) {
    const decided = relief.map(({ why }) => why);
    proposeMoves(reactor, state.day, { kind: 'overload', csmId }, decided, trigger);
  }
}

/** The cheapest move, then the cheapest after that, until the CSM is below the ceiling again. */
function relieve(reactor: Reactor, csmId: CsmId): Relief[] {
  const moves: Relief[] = [];
  while (moves.length < MOST_MOVES && reactor.live.isOverCeiling(csmId)) {
    const best = cheapestMove(reactor, csmId, moves);
    if (!best) break;
    for (const relief of best) {
      moves.push(relief);
      reactor.sync({ ...reactor.account(relief.move.accountId)!, csmId: relief.move.to });
    }
  }
  for (const { move } of moves) reactor.resync(move.accountId);
  return moves;
}

/** The account, with its family, that costs least to have elsewhere; `undefined` when nobody can take any. */
function cheapestMove(
  { state, live, account, rules }: Reactor,
  csmId: CsmId,
  made: readonly Relief[],
): readonly Relief[] | undefined {
  let cheapest: { readonly extra: number; readonly moves: readonly Relief[] } | undefined;
  for (const accountId of state.accountsOf(csmId)) {
    const tier = account(accountId)?.tier;
    if (tier === undefined || !rules.has(tier) || made.some(({ move }) => move.accountId === accountId))
      continue;
    const candidates = live.candidates(accountId);
    const { best, ranked, unit, present } = candidates;
    if (!best || present !== csmId || best.csmId === csmId || made.length + unit.length > MOST_MOVES)
      continue;
    const extra = best.cost - costAt(ranked, csmId);
    if (cheapest && extra >= cheapest.extra) continue;
    const moves = unit.map((id): Relief => {
      const { tier: memberTier, aeId } = account(id)!;
      const move = { accountId: id, to: best.csmId, tier: memberTier as TierId, aeId: aeId ?? null };
      return { move, why: decidedMove(id, best.csmId, tooMuchWork(csmId), candidates) };
    });
    cheapest = { extra, moves };
  }
  return cheapest?.moves;
}

function costAt(ranked: readonly Candidate[], csmId: string): number {
  return ranked.find((candidate) => candidate.csmId === csmId)?.cost ?? 0;
}

function moveAll(reactor: Reactor, { csmId, moves }: OverloadDecidedData, trigger: Trigger): void {
  const text = tooMuchWork(csmId);
  const nobody = { code: 'overload', why: text } as const;
  for (const move of moves)
    transfer(
      reactor,
      move,
      { code: 'overload', text },
      `relief:${trigger.key}:${move.accountId}`,
      trigger,
      nobody,
    );
}

function tooMuchWork(csmId: CsmId): string {
  return `${csmId} has more work than the ceiling allows`;
}
