import { defaultRuleSet } from '@bailiwick/contracts';
import type { EventStore } from '@bailiwick/event-store';
import { silentLogger } from '@bailiwick/kernel';
import { Documents, ruleReader, TerritoryProcess } from '@bailiwick/territory';
import { checkRuleSet } from '@bailiwick/tiering';
import { randomIds, systemClock } from '../../../../server/src/system.js';

/** The territory process as the service has it, on a log that nobody else works on. */
export function processOn(store: EventStore): TerritoryProcess {
  const ruleSet = checkRuleSet(defaultRuleSet);
  return new TerritoryProcess(
    {
      store,
      documents: new Documents(store, randomIds),
      clock: systemClock,
      ids: randomIds,
      logger: silentLogger,
      rules: ruleReader(ruleSet),
      breathe: () => Promise.resolve(),
    },
    (requests) => store.appendBatch(requests),
  );
}
