import { type RuleSetActivationRefusedData, toInstant } from '@bailiwick/contracts';
import type { Reactor } from '../../domain/process/reactor.js';
import type { Trigger } from '../../domain/process/reaction.js';
import { RULE_SETS_STREAM, type RuleSetVersion, versionOf } from '../../domain/rules/rule-set-state.js';
import { outdated } from '../../domain/rules/rule-sets.decider.js';
import { dayTimer } from '../../domain/process/timers.js';
import type { Documents } from '../documents.js';
import type { RuleReader } from './rule-reader.js';

export interface ActivationDependencies {
  readonly reactor: Reactor;
  readonly documents: Documents;
  readonly rules: RuleReader;
}

type Problems = RuleSetActivationRefusedData['problems'];

const MAX_PROBLEMS = 100;

/**
 * Puts a version of the rule set in force, or records why not: it is looked at again, as this software sees it and as
 * the log stands now. What an earlier run recorded stands. Yields now and then, so that others get their turn.
 */
export async function* activateRuleSet(
  { reactor, documents, rules }: ActivationDependencies,
  version: number,
  trigger: Trigger,
): AsyncGenerator<void> {
  const { state } = reactor;
  const known = versionOf(state.ruleSets, version);
  if (!known || !isWanted(known, trigger)) return;
  const document = await documents.read(known.document.chunks);
  const stale = outdated(state.ruleSets, `version ${version}`, known.basedOn);
  const problems = [...(stale ? [stale] : []), ...(await rules.problems(document))];
  const { contentHash } = known.document;
  const [type, data] =
    problems.length > 0
      ? ['RuleSetActivationRefused', { version, problems: told(problems) }]
      : ['RuleSetActivated', { version, contentHash, effectiveAt: toInstant(state.time) }];
  reactor.commit({
    stream: RULE_SETS_STREAM,
    key: `rules:${trigger.key}`,
    events: [{ type: type as string, data }],
  });
  if (state.ruleSets.active !== version) return;
  state.ruleSet = document;
  for (const step of reactor.activateRules(rules.read(document), trigger)) yield step;
}

/** A timer of a day that was given up, or changed, wakes nobody. */
function isWanted({ version, stage, on }: RuleSetVersion, { key, type }: Trigger): boolean {
  if (type !== 'timer.rules') return stage === 'activating';
  return stage === 'scheduled' && on !== undefined && dayTimer('rules', on, String(version)).timerId === key;
}

function told(problems: readonly Problems[number][]): Problems {
  return problems.slice(0, MAX_PROBLEMS).map(({ code, message }) => ({ code, message }));
}
