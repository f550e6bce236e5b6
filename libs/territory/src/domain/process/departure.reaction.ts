import type { DepartureDecidedData } from '@bailiwick/contracts';
import type { CsmId, IsoDate } from '@bailiwick/kernel';
import type { AccountState } from '@bailiwick/lifecycle';
import type { DecidedMove } from '@bailiwick/planning';
import { transfer } from './ownership.reaction.js';
import { decidedMove } from './proposal.js';
import type { Reactor } from './reactor.js';
import type { Trigger } from './reaction.js';

type Move = DepartureDecidedData['moves'][number];

/**
 * A CSM has left: who takes each account is decided once, for all of them together; then, as the policy wants, the
 * accounts are assigned at once, or a plan is proposed and nobody moves.
 */
export function decideDeparture(reactor: Reactor, csmId: CsmId, lastDay: IsoDate, trigger: Trigger): void {
  const { state } = reactor;
  const name = `${csmId} ${lastDay}`;
  const accounts = state.accountsOf(csmId).map((id) => reactor.account(id)!);
  if (accounts.length === 0 || state.departures.has(name)) return;
  state.departures.add(name);
  const mode = state.policy.auto.departure;
  const successors = chooseSuccessors(reactor, accounts, `${csmId} has left`);
  const moves = successors.map(({ move }) => move);
  const data: DepartureDecidedData = { csmId, lastDay, mode, moves };
  reactor.commit({
    stream: `departure-${csmId}`,
    key: `departure:${trigger.key}:${csmId}`,
    events: [{ type: 'DepartureDecided', data }],
  });
  if (mode === 'place') assignAll(reactor, data, trigger);
  else {
    const decided = successors.map(({ why }) => why);
    reactor.propose({ day: lastDay, cause: { kind: 'departure', csmId }, moves: decided, trigger });
  }
}

interface Successor {
  readonly move: Move;
  readonly why: DecidedMove;
}

/** One after the other, the largest first, each seeing the books as the ones before leave them. */
function chooseSuccessors(
  reactor: Reactor,
  accounts: readonly AccountState[],
  reason: string,
): readonly Successor[] {
  const { live } = reactor;
  const chosen = new Map<string, Successor>();
  const byId = new Map(accounts.map((account) => [account.accountId as string, account]));
  const largestFirst = [...accounts].sort((a, b) => b.arr - a.arr || (a.accountId < b.accountId ? -1 : 1));
  for (const account of largestFirst) reactor.sync({ ...account, csmId: undefined });
  for (const { accountId, tier } of largestFirst) {
    if (chosen.has(accountId) || tier === undefined || !reactor.rules.has(tier)) continue;
    const candidates = live.candidates(accountId);
    const to = candidates.best?.csmId ?? null;
    for (const id of candidates.unit) {
      const member = byId.get(id);
      if (!member?.tier || chosen.has(id)) continue;
      const move = { accountId: id, to, tier: member.tier, aeId: member.aeId ?? null };
      chosen.set(id, { move, why: decidedMove(id, to, reason, candidates) });
      reactor.sync({ ...member, csmId: to ?? undefined });
    }
  }
  for (const { accountId } of accounts) reactor.resync(accountId);
  return largestFirst.flatMap(({ accountId }) => chosen.get(accountId) ?? []);
}

function assignAll(reactor: Reactor, { csmId, moves }: DepartureDecidedData, trigger: Trigger): void {
  const reason = { code: 'csm-departed', text: `${csmId} has left` } as const;
  const nobody = { code: 'csm-departed', why: `${csmId} has left; nobody can take it` } as const;
  for (const move of moves)
    transfer(reactor, move, reason, `departed:${trigger.key}:${move.accountId}`, trigger, nobody);
}
