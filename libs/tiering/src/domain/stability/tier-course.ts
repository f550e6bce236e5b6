import type { Stability } from '@bailiwick/contracts';
import { daysBetween, type IsoDate } from '@bailiwick/kernel';
import type { TierDecision } from '../decision/tier-decision.js';
import { stabilise, type TierHistory } from './tier-stability.js';

/** One account's change from a tier that it had to another. */
export interface TierMove {
  readonly on: IsoDate;
  readonly from: string;
  readonly to: string;
  /** The rule that decided; `null`: the default tier. */
  readonly ruleId: string | null;
  /** It takes back the account's move before, at most a year later. */
  readonly reversal: boolean;
}

/** What decides on an account's tier as time goes on. */
export interface CourseRules<A> {
  readonly stability: Stability;
  /** `undefined`: a fact is missing that the rules cannot do without. */
  decide(account: A, previousTier: string | null): TierDecision | undefined;
}

const REVERSAL_DAYS = 365;

/**
 * Follows one account's tier through time: every look at its facts, and every check that stability asks for in
 * between, goes through the rules. Days must not go back. Reads no clock; deterministic.
 */
export class TierCourse<A> {
  /** A first tier, also after the account was away, is no move. */
  readonly moves: TierMove[] = [];
  /** The days on which the raw tier was another than at the look before: what would have moved without stability. */
  readonly rawMoves: IsoDate[] = [];
  private history: TierHistory | undefined;
  private account: A | undefined;
  private raw: string | undefined;
  private nextCheckOn: IsoDate | undefined;

  constructor(private readonly rules: CourseRules<A>) {}

  get tier(): string | undefined {
    return this.history?.tier;
  }

  /** The account's facts as of a day. @param sent the tier that it comes with, where this is the first look */
  look(on: IsoDate, account: A, sent?: string): void {
    this.passTime(on);
    this.account = account;
    if (!this.history && sent !== undefined) this.history = { tier: sent, since: on };
    this.evaluate(on);
  }

  /** Makes the checks that are due up to and on a day. */
  passTime(until: IsoDate): void {
    for (let due = this.nextCheckOn; due !== undefined && due <= until; due = this.nextCheckOn) {
      this.nextCheckOn = undefined;
      this.evaluate(due);
    }
  }

  /** The customer has left: should they come back, they begin anew. */
  leave(): void {
    this.history = undefined;
    this.account = undefined;
    this.raw = undefined;
    this.nextCheckOn = undefined;
  }

  private evaluate(on: IsoDate): void {
    const { account, history } = this;
    if (account === undefined) return;
    const decision = this.rules.decide(account, history?.tier ?? null);
    if (!decision) return;
    if (this.raw !== undefined && this.raw !== decision.rawTier) this.rawMoves.push(on);
    this.raw = decision.rawTier;
    const outcome = stabilise(this.rules.stability, history, { on, decision, by: 'account' });
    this.nextCheckOn = outcome.nextCheckOn;
    this.history = outcome.history;
    if (history && outcome.changed) this.move(on, history.tier, outcome.history.tier, decision.ruleId);
  }

  private move(on: IsoDate, from: string, to: string, ruleId: string | null): void {
    const last = this.moves.at(-1);
    const reversal = last?.from === to && daysBetween(last.on, on) <= REVERSAL_DAYS;
    this.moves.push({ on, from, to, ruleId, reversal });
  }
}
