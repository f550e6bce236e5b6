import { type TierOverriddenData, toInstant } from '@bailiwick/contracts';
import { Any, type Commit, type EventStore, LiveStream, startedBy } from '@bailiwick/event-store';
import {
  type Actor,
  BailiwickError,
  type IdSource,
  InvalidInputError,
  type IsoDate,
  type Problem,
} from '@bailiwick/kernel';
import { endOfDay } from '@bailiwick/portfolio';
import type { RuleSets } from './rule-sets.js';

/** What somebody decides on an account's tier; who decides is who is signed in. */
export type TierWish = Omit<TierOverriddenData, 'author' | 'effectiveAt'>;

/** A decision on a tier, as it was recorded. */
export interface ListedOverride extends TierOverriddenData {
  readonly recordedAt: number;
}

export interface TierOverridesDependencies {
  readonly store: EventStore;
  readonly ids: IdSource;
  readonly ruleSets: Pick<RuleSets, 'active'>;
  /** The present in business time, ms. */
  readonly now: () => Promise<number>;
  /** Which of these accounts are known and active. */
  readonly activeAmong: (accountIds: readonly string[]) => Promise<ReadonlySet<string>>;
  /** Resolves when everything up to a position was reacted to. */
  readonly settled: (position: number) => Promise<void>;
}

const STREAM = 'tier-overrides';
/** Recorded with one commit, so that all of them count or none. */
export const MOST_OVERRIDES = 5_000;

/** Tiers that people decide on for single accounts, each with a reason and an end. */
export class TierOverrides {
  private readonly live: LiveStream<Map<string, ListedOverride>>;

  constructor(private readonly deps: TierOverridesDependencies) {
    this.live = new LiveStream(deps.store, STREAM, new Map<string, ListedOverride>(), applied);
  }

  /** Those that are in force now, by account. */
  async list(): Promise<readonly ListedOverride[]> {
    const all = await this.live.read();
    const now = await this.deps.now();
    return [...all.values()]
      .filter(({ expiresAt }) => Date.parse(expiresAt) > now)
      .sort((a, b) => (a.accountId < b.accountId ? -1 : 1));
  }

  /** Those that were in force at the end of a day; of a day that is not over, those that are in force now. */
  async on(day: IsoDate): Promise<readonly ListedOverride[]> {
    const moment = Math.min(await this.deps.now(), endOfDay(day));
    const known = new Map<string, ListedOverride>();
    for await (const commit of this.deps.store.readStream(STREAM))
      if (isUnderWay(commit, moment)) applied(known, commit);
    return [...known.values()].filter(({ expiresAt }) => Date.parse(expiresAt) > moment);
  }

  async of(accountId: string): Promise<ListedOverride | undefined> {
    return (await this.list()).find((override) => override.accountId === accountId);
  }

  /**
   * Decides on tiers, all of them or none; one that an account has already is replaced. Waits until they count.
   * @throws InvalidInputError with everything that is wrong with any of them, each with its pointer
   */
  async set(wishes: readonly TierWish[], actor: Actor): Promise<void> {
    const problems = await this.problemsOf(wishes);
    if (problems.length > 0) throw new InvalidInputError(problems);
    const effectiveAt = toInstant(await this.deps.now());
    await this.record(
      wishes.map((wish) => ({
        type: 'TierOverridden',
        data: { ...wish, author: actor.id, effectiveAt },
      })),
      actor,
    );
  }

  /** @throws BailiwickError `not-found` when none is in force */
  async end(accountId: string, reason: string | undefined, actor: Actor): Promise<void> {
    if (!(await this.of(accountId)))
      throw new BailiwickError('not-found', `nobody has decided on the tier of account ${accountId}`, {
        value: accountId,
        expected: 'an account with an override that is in force',
      });
    const effectiveAt = toInstant(await this.deps.now());
    const data = { accountId, effectiveAt, ...(reason === undefined ? {} : { reason }) };
    await this.record([{ type: 'TierOverrideEnded', data }], actor);
  }

  private async record(events: readonly { type: string; data: object }[], actor: Actor): Promise<void> {
    const { store, ids, settled } = this.deps;
    const id = ids.next();
    const { position } = await store.append(
      STREAM,
      Any,
      events.map((event) => ({ id: ids.next(), v: 1, meta: startedBy(actor, id), ...event })),
      { idempotencyKey: `tier-overrides:${id}` },
    );
    await settled(position);
  }

  private async problemsOf(wishes: readonly TierWish[]): Promise<readonly Problem[]> {
    if (wishes.length === 0 || wishes.length > MOST_OVERRIDES) return [badCount(wishes.length)];
    const { ruleSet } = await this.deps.ruleSets.active();
    const tiers = ruleSet.tiers.map(({ id }) => id as string);
    const active = await this.deps.activeAmong(wishes.map(({ accountId }) => accountId));
    const now = toInstant(await this.deps.now());
    const seen = new Set<string>();
    return wishes.flatMap(({ accountId, tier, expiresAt }, i) => {
      const problem = (
        code: string,
        member: string,
        value: string,
        message: string,
        expected: string,
      ): Problem => ({
        code,
        message,
        pointer: `/${i}/${member}`,
        value,
        expected,
      });
      const repeated = seen.has(accountId);
      seen.add(accountId);
      return [
        ...(repeated
          ? [
              problem(
                'repeated-account',
                'accountId',
                accountId,
                `account ${accountId} comes twice`,
                'one override an account',
              ),
            ]
          : []),
        ...(active.has(accountId)
          ? []
          : [
              problem(
                'unknown-account',
                'accountId',
                accountId,
                `there is no active account ${accountId}`,
                'the id of an active account',
              ),
            ]),
        ...(tiers.includes(tier)
          ? []
          : [
              problem(
                'unknown-tier',
                'tier',
                tier,
                `the rule set in force has no tier ${tier}`,
                tiers.join(', '),
              ),
            ]),
        ...(expiresAt > now
          ? []
          : [
              problem(
                'already-expired',
                'expiresAt',
                expiresAt,
                'it would have ended before it began',
                `a moment after ${now}`,
              ),
            ]),
      ];
    });
  }
}

/** The overrides after one more commit; some may have expired. */
function applied(
  known: Map<string, ListedOverride>,
  { events, recordedAt }: Commit,
): Map<string, ListedOverride> {
  for (const { type, data } of events) {
    const override = data as TierOverriddenData;
    if (type === 'TierOverridden') known.set(override.accountId, { ...override, recordedAt });
    else known.delete(override.accountId);
  }
  return known;
}

/** What one commit records works at one moment. */
function isUnderWay({ events }: Commit, moment: number): boolean {
  return events.every(({ data }) => Date.parse((data as TierOverriddenData).effectiveAt) <= moment);
}

function badCount(count: number): Problem {
  return {
    code: count === 0 ? 'no-overrides' : 'too-many-overrides',
    message: `there are ${count} overrides`,
    pointer: '',
    value: count,
    expected: `1 to ${MOST_OVERRIDES}`,
  };
}
