import { defaultPolicy, defaultRuleSet, type Company, type PlanProposedData } from '@bailiwick/contracts';
import { type Actor, type Clock, type IdSource, InvalidInputError, type IsoDate } from '@bailiwick/kernel';
import { type PlanningEngine, type PlanOptions, planTerritories, prepareInput } from '@bailiwick/planning';
import { checkRuleSet } from '@bailiwick/tiering';
import type { Plans } from './plans.js';

/** Where the company comes from: the book, read to the head of the log. */
export interface CompanySource {
  catchUp(): Promise<number>;
  toCompany(asOf: IsoDate): Promise<Company>;
}

export interface ProposeDependencies {
  readonly companies: CompanySource;
  readonly plans: Plans;
  readonly engine: PlanningEngine;
  readonly clock: Clock;
  readonly ids: IdSource;
}

export interface ProposeRequest {
  /** The day to plan for; default: today (UTC). */
  readonly asOf?: IsoDate | undefined;
  readonly seed?: number | undefined;
  readonly timeLimitSeconds?: number | undefined;
  readonly signal?: AbortSignal;
}

const DEFAULT_SECONDS = 30;

/**
 * Plans the whole book by the built-in rule set and policy and records the plan as proposed; nothing moves by it.
 * @throws InvalidInputError when the book cannot be planned (no CSMs, no accounts, contradictory records)
 */
export async function proposePlan(
  deps: ProposeDependencies,
  request: ProposeRequest,
  actor: Actor,
): Promise<PlanProposedData> {
  const { companies, plans, engine, clock, ids } = deps;
  const asOf = request.asOf ?? (new Date(clock.now()).toISOString().slice(0, 10) as IsoDate);
  const position = await companies.catchUp();
  const company = await companies.toCompany(asOf);
  assertNotEmpty(company);
  const ruleSet = checkRuleSet(defaultRuleSet);
  const { input, problems } = await prepareInput({
    company,
    policy: defaultPolicy,
    ruleSet,
    asOf,
    mode: 'service',
  });
  if (!input) throw new InvalidInputError(problems.filter((p) => p.severity !== 'warning'));
  const options: PlanOptions = {
    seed: request.seed ?? 1,
    iterations: null,
    timeLimitSeconds: request.timeLimitSeconds ?? DEFAULT_SECONDS,
    solver: 'auto',
    ...(request.signal ? { signal: request.signal } : {}),
  };
  const plan = await planTerritories(input, options, engine, clock.now.bind(clock));
  const origin = {
    position,
    policy: { id: defaultPolicy.id, version: defaultPolicy.version },
    ruleSet: { id: ruleSet.id, version: ruleSet.version },
  };
  return plans.propose(ids.next(), plan, origin, actor);
}

function assertNotEmpty({ accounts, csms }: Company): void {
  const missing = [
    ...(accounts.some((a) => a.status === 'active') ? [] : ['account']),
    ...(csms.length > 0 ? [] : ['csm']),
  ];
  if (missing.length === 0) return;
  throw new InvalidInputError(
    missing.map((kind) => ({
      code: `no-${kind}s`,
      message: `the book has no active ${kind}`,
      expected: `at least one ${kind}`,
      hint: `Maybe send ${kind === 'account' ? 'account.new' : 'csm.joined'} events first`,
    })),
  );
}
