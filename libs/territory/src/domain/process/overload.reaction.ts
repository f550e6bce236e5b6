import type { OverloadDecidedData } from '@bailiwick/contracts';
import type { CsmId, TierId } from '@bailiwick/kernel';
import type { Candidate } from '@bailiwick/planning';
import { assign, coverOf } from './ownership.reaction.js';
import { proposeMoves } from './proposal.js';
import type { Reactor } from './reactor.js';
import type { Trigger } from './reaction.js';

type Move = OverloadDecidedData['moves'][number];

const MOST_MOVES = 3;

/**
 * A CSM came to have more hours than the ceiling: the cheapest moves that relieve them are decided once, and made or
 * proposed as the policy wants. Nothing is decided again before the CSM was below the ceiling.
 */
export function watchLoad(reactor: Reactor, csmId: CsmId | null | undefined, trigger: Trigger): void {
  // Whoever is about to leave has ever less room; what becomes of the accounts is decided when they have left.
  if (!csmId || reactor.csm(csmId)?.endDate) return;
  const { state, live } = reactor;
  live.setDay(state.day);
  if (!live.isOverCeiling(csmId)) {
    state.overloaded.delete(csmId);
    return;
  }
  if (state.overloaded.has(csmId)) return;
  state.overloaded.add(csmId);
  const by = trigger.type === 'AccountExpanded' ? 'expansion' : 'overload';
  const mode = state.policy.auto[by];
  const moves = relieve(reactor, csmId);
  const data: OverloadDecidedData = { csmId, by, mode, moves };
  reactor.commit({
    stream: `overload-${csmId}`,
    key: `overload:${trigger.key}:${csmId}`,
    events: [{ type: 'OverloadDecided', data }],
  });
  if (mode === 'place') moveAll(reactor, data, trigger);
  else if (moves.length > 0) proposeMoves(reactor, state.day, { kind: 'overload', csmId }, moves, trigger);
}

/** The cheapest move, then the cheapest after that, until the CSM is below the ceiling again. */
function relieve(reactor: Reactor, csmId: CsmId): Move[] {
  const moves: Move[] = [];
  while (moves.length < MOST_MOVES && reactor.live.isOverCeiling(csmId)) {
    const best = cheapestMove(reactor, csmId, moves);
    if (!best) break;
    for (const move of best) {
      moves.push(move);
      reactor.sync({ ...reactor.account(move.accountId)!, csmId: move.to });
    }
  }
  for (const { accountId } of moves) reactor.resync(accountId);
  return moves;
}

/** The account, with its family, that costs least to have elsewhere; `undefined` when nobody can take any. */
function cheapestMove(
  { state, live, account, deps }: Reactor,
  csmId: CsmId,
  made: readonly Move[],
): readonly Move[] | undefined {
  let cheapest: { readonly extra: number; readonly moves: readonly Move[] } | undefined;
  for (const accountId of state.accountsOf(csmId)) {
    const tier = account(accountId)?.tier;
    if (tier === undefined || !deps.rules.has(tier) || made.some((move) => move.accountId === accountId))
      continue;
    const { best, ranked, unit, present } = live.candidates(accountId);
    if (!best || present !== csmId || best.csmId === csmId || made.length + unit.length > MOST_MOVES)
      continue;
    const extra = best.cost - costAt(ranked, csmId);
    if (cheapest && extra >= cheapest.extra) continue;
    const moves = unit.map((id): Move => {
      const member = account(id)!;
      return { accountId: id, to: best.csmId, tier: member.tier as TierId, aeId: member.aeId ?? null };
    });
    cheapest = { extra, moves };
  }
  return cheapest?.moves;
}

function costAt(ranked: readonly Candidate[], csmId: string): number {
  return ranked.find((candidate) => candidate.csmId === csmId)?.cost ?? 0;
}

function moveAll(reactor: Reactor, { csmId, moves }: OverloadDecidedData, trigger: Trigger): void {
  for (const { accountId, to } of moves) {
    const reason = { code: 'overload', text: `${csmId} has more work than the ceiling allows` } as const;
    const key = `relief:${trigger.key}:${accountId}`;
    assign(reactor, reactor.account(accountId)!, to, coverOf(reactor, to), reason, key, trigger);
    reactor.resync(accountId);
  }
}
