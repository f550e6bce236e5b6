import type { OverloadDecidedData } from '@bailiwick/contracts';
import type { CsmId, TierId } from '@bailiwick/kernel';
import type { DecidedMove } from '@bailiwick/planning';
import { transfer } from './ownership.reaction.js';
import { decidedMove } from './proposal.js';
import type { Reactor } from './reactor.js';
import type { Trigger } from './reaction.js';

type Move = OverloadDecidedData['moves'][number];

interface DecidedRelief {
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
    reactor.propose({ day: state.day, cause: { kind: 'overload', csmId }, moves: decided, trigger });
  }
}

/** The cheapest way below the ceiling, with why; the book is as before afterwards. */
function relieve({ live, account }: Reactor, csmId: CsmId): DecidedRelief[] {
  return live.relief(csmId, MOST_MOVES).moves.flatMap(({ accounts, to, candidates }) =>
    accounts.map((accountId): DecidedRelief => {
      const { tier, aeId } = account(accountId)!;
      return {
        move: { accountId, to, tier: tier as TierId, aeId: aeId ?? null },
        why: decidedMove(accountId, to, tooMuchWork(csmId), candidates),
      };
    }),
  );
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
