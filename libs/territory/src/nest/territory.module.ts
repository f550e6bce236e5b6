import {
  type BeforeApplicationShutdown,
  type DynamicModule,
  Inject,
  Module,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { defaultRuleSet } from '@bailiwick/contracts';
import { EVENT_STORE, type EventStore } from '@bailiwick/event-store';
import type { Clock, IdSource, Logger } from '@bailiwick/kernel';
import { type Planner, planningTiers, threadedPlanner } from '@bailiwick/planning';
import { breathe, checkRuleSet } from '@bailiwick/tiering';
import { Documents } from '../application/documents.js';
import { decidedByHand } from '../application/plans/decided-by-hand.js';
import {
  type CompanySource,
  PlanMaker,
  type PlanMakerOptions,
  type PlanningRules,
} from '../application/plans/plan-maker.js';
import { Plans } from '../application/plans/plans.js';
import { ProcessRunner, type RunnerOptions } from '../application/process/process-runner.js';
import { Territory } from '../application/territory.js';
import { ruleReader } from '../application/rules/rule-reader.js';
import { impactOnProcess, rehearseImpact, sampleOfBook } from '../application/rules/impact-on-process.js';
import { replayOnProcess } from '../application/rules/replay-rules.js';
import { TierOverrides } from '../application/rules/tier-overrides.js';
import { RuleSets } from '../application/rules/rule-sets.js';
import * as handlers from './plan.handlers.js';
import * as ruleSetHandlers from './rule-set.handlers.js';

const PLANNER = Symbol('PLANNER');
const DOCUMENTS = Symbol('DOCUMENTS');
const PLANS = Symbol('PLANS');
/** The token under which what keeps the territory process going is injected. */
export const PROCESS_RUNNER = Symbol('PROCESS_RUNNER');

export interface TerritoryOptions {
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly logger: Logger;
  /** The token under which the book is injected. */
  readonly companies: symbol;
  readonly process: RunnerOptions;
  readonly plans: PlanMakerOptions;
}

const { TERRITORY, ...planHandlers } = handlers;
const { RULE_SETS, TIER_OVERRIDES, ...ruleHandlers } = ruleSetHandlers;

/** Tiers and owners kept in step with the log; plans from request to commit. */
@Module({})
export class TerritoryModule
  implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown
{
  constructor(
    @Inject(PLANNER) private readonly planner: Planner,
    @Inject(TERRITORY) private readonly territory: Territory,
    @Inject(PROCESS_RUNNER) private readonly runner: ProcessRunner,
    @Inject(RULE_SETS) private readonly ruleSets: RuleSets,
  ) {}

  static forRoot(options: TerritoryOptions): DynamicModule {
    const { clock, ids, logger, companies } = options;
    const ruleSet = checkRuleSet(defaultRuleSet);
    return {
      module: TerritoryModule,
      global: true,
      providers: [
        { provide: PLANNER, useFactory: () => threadedPlanner() },
        {
          provide: DOCUMENTS,
          inject: [EVENT_STORE],
          useFactory: (store: EventStore) => new Documents(store, ids),
        },
        {
          provide: PLANS,
          inject: [EVENT_STORE, DOCUMENTS],
          useFactory: (store: EventStore, documents: Documents) => new Plans(store, documents, ids),
        },
        {
          provide: PROCESS_RUNNER,
          inject: [EVENT_STORE, DOCUMENTS],
          useFactory: (store: EventStore, documents: Documents) =>
            new ProcessRunner(
              { store, documents, clock, ids, logger, rules: ruleReader(ruleSet), breathe },
              options.process,
            ),
        },
        {
          provide: RULE_SETS,
          inject: [EVENT_STORE, DOCUMENTS, PROCESS_RUNNER, PLANNER],
          useFactory: (store: EventStore, documents: Documents, runner: ProcessRunner, planner: Planner) =>
            new RuleSets({
              store,
              documents,
              now: presentOf(runner, options),
              ids,
              builtIn: ruleSet,
              impactOf: (next, inForce, options) =>
                impactOnProcess(
                  { runner, breathe, now: () => clock.monotonic() },
                  next,
                  inForce,
                  options && { planner, options },
                ),
              replayOf: (rules, months) => replayOnProcess(runner, { store, breathe }, rules, months),
              sample: (next) => sampleOfBook({ runner, breathe }, next),
              settled: (position) => runner.caughtUp(position),
            }),
        },
        {
          provide: TIER_OVERRIDES,
          inject: [EVENT_STORE, RULE_SETS, PROCESS_RUNNER],
          useFactory: (store: EventStore, ruleSets: RuleSets, runner: ProcessRunner) =>
            new TierOverrides({
              store,
              ids,
              ruleSets,
              now: presentOf(runner, options),
              activeAmong: (accountIds) => activeAmong(runner, accountIds),
              settled: (position) => runner.caughtUp(position),
            }),
        },
        {
          provide: TERRITORY,
          inject: [EVENT_STORE, PLANS, PROCESS_RUNNER, companies, PLANNER, RULE_SETS, TIER_OVERRIDES],
          useFactory: (
            store: EventStore,
            plans: Plans,
            runner: ProcessRunner,
            book: CompanySource,
            planner: Planner,
            ruleSets: RuleSets,
            overrides: TierOverrides,
          ) => {
            const settled = (): Promise<void> => runner.caughtUp();
            const maker = new PlanMaker(
              {
                store,
                plans,
                companies: book,
                settled,
                planner,
                rules: () => planningRules(ruleSets),
                byHand: (asOf) => decidedByHand({ store, ruleSets, overrides }, asOf),
                breathe,
                logger,
              },
              options.plans,
            );
            return new Territory({ store, plans, maker, runner, clock, ids });
          },
        },
        ...Object.values(planHandlers),
        ...Object.values(ruleHandlers),
      ],
      exports: [TERRITORY, PROCESS_RUNNER, RULE_SETS, TIER_OVERRIDES],
    };
  }

  onApplicationBootstrap(): void {
    this.runner.start();
    this.territory.maker.start();
    // A process that stops before it was at rest has nothing to get ready for.
    void this.rehearse().catch(() => undefined);
  }

  /** Where the process is at work, its book is at hand; elsewhere one would have to be made for this. */
  private async rehearse(): Promise<void> {
    await this.runner.caughtUp();
    if (this.runner.duty !== 'working') return;
    await rehearseImpact({ runner: this.runner, breathe }, (await this.ruleSets.active()).ruleSet);
  }

  /** While the store is still open. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.territory.maker.stop();
    await this.runner.stop();
    await this.territory.plans.save();
  }

  onApplicationShutdown(): Promise<void> {
    return this.planner.close();
  }
}

/** Where time follows the events alone, what people do does not make it pass. */
function presentOf(runner: ProcessRunner, { clock, process }: TerritoryOptions): () => Promise<number> {
  return async () => (process.time === 'events' ? (await runner.atRest()).state!.time : clock.now());
}

async function activeAmong(
  runner: ProcessRunner,
  accountIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const { reactor } = await runner.atRest();
  return new Set(accountIds.filter((id) => reactor!.account(id)?.status === 'active'));
}

async function planningRules(ruleSets: RuleSets): Promise<PlanningRules> {
  const { ruleSet } = await ruleSets.active();
  return { id: ruleSet.id, version: ruleSet.version, tiers: planningTiers(ruleSet) };
}
