import { defaultPolicy, type Policy, type PolicyActivatedData } from '@bailiwick/contracts';
import type { EventStore } from '@bailiwick/event-store';

/** The policy in force and how often it was changed. */
export interface PolicyInForce {
  readonly policy: Policy;
  /** 0: the built-in one. */
  readonly revision: number;
}

export const POLICY_STREAM = 'policy';

/** The policy that was activated last; the built-in one where none was. */
export async function policyInForce(
  store: Pick<EventStore, 'streamVersion' | 'readStream'>,
): Promise<PolicyInForce> {
  const revision = await store.streamVersion(POLICY_STREAM);
  if (revision === 0) return { policy: defaultPolicy, revision };
  for await (const commit of store.readStream(POLICY_STREAM, revision - 1))
    return { policy: (commit.events.at(-1)!.data as PolicyActivatedData).policy, revision: commit.to };
  return { policy: defaultPolicy, revision: 0 };
}
