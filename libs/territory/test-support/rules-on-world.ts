import type { RuleSet } from '@bailiwick/contracts';
import type { Actor } from '@bailiwick/kernel';
import type { ProcessRunner } from '../src/application/process/process-runner.js';
import { impactOnProcess, sampleOfBook } from '../src/application/rules/impact-on-process.js';
import { replayOnProcess } from '../src/application/rules/replay-rules.js';
import { RuleSets, type RuleSetsDependencies } from '../src/application/rules/rule-sets.js';
import type { World } from './world.js';

export const olga: Actor = { id: 'olga', role: 'ops' };
export const anna: Actor = { id: 'anna', role: 'approver' };

/** The rule sets of a world whose process reacts when it is asked. */
export function rulesOn(
  w: World,
  breathe = (): Promise<void> => Promise.resolve(),
  others: Partial<RuleSetsDependencies> = {},
): RuleSets {
  const runner = { atRest: async () => (await w.react(), w.process) } as unknown as ProcessRunner;
  return new RuleSets({
    store: w.store,
    documents: w.documents,
    now: () => Promise.resolve(w.clock.ms),
    ids: w.ids,
    builtIn: w.builtIn,
    impactOf: (next, inForce) => impactOnProcess({ runner, breathe, now: () => 0 }, next, inForce),
    replayOf: (rules, months) => replayOnProcess(runner, { store: w.store, breathe }, rules, months),
    sample: (next) => sampleOfBook({ runner, breathe }, next),
    settled: () => w.react(),
    ...others,
  });
}

/** From a document to a version that is approved. */
export async function approved(
  rules: RuleSets,
  document: RuleSet,
  override = 'agreed with sales',
): Promise<number> {
  await rules.saveDraft('next', document, { seen: 'any' }, olga);
  const { version } = await rules.publish('next', { seen: 'any', override }, olga);
  await rules.judge(version, 'approve', {}, anna);
  return version;
}
