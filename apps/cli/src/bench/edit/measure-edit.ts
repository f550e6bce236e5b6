import { setTimeout as sleep } from 'node:timers/promises';
import { defaultRuleSet, type RuleSet } from '@bailiwick/contracts';
import { ApiClient } from '../../client/api-client.js';
import type { ProbedService } from '../live/probed-service.js';
import { type WatchedFigure, watched } from '../live/watched.js';

export interface EditFigures {
  readonly accounts: number;
  /** Accounts that change tier. */
  readonly changed: number;
  readonly figures: readonly WatchedFigure[];
}

/** The people who edit, and those who approve: their tokens. */
export interface EditTokens {
  readonly ops: string;
  readonly approver: string;
}

interface Impact {
  readonly accounts: number;
  readonly changed: number;
}

const PATH = '/v1/rule-sets';

/** Previews an edit, publishes, approves and activates it, and takes it back, on a service at rest. */
export async function measureEdit(
  service: ProbedService,
  tokens: EditTokens,
  previews: number,
  say: (text: string) => void,
): Promise<EditFigures> {
  const [ops, approver] = [tokens.ops, tokens.approver].map(
    (token) => new ApiClient({ url: new URL(`${service.url}/`), token }),
  );
  const figures: WatchedFigure[] = [];
  const timed = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    say(`${name} …`);
    const { result, ...figure } = await watched(service, work);
    figures.push({ name, ...figure });
    return result;
  };
  await timed('nothing, for a second', () => sleep(1_000));
  const document = edited();
  let impact: Impact | undefined;
  for (let i = 1; i <= previews; i++)
    impact = await timed(`preview ${i}`, () => ops!.post<Impact>(`${PATH}/impact`, document));
  const draft = `${PATH}/drafts/bench`;
  await ops!.call('PUT', draft, { body: document, headers: { 'if-match': '*' } });
  const override = { reason: 'a benchmark' };
  const publish = () =>
    ops!.call('POST', `${draft}/publish`, { body: { override }, headers: { 'if-match': '*' } });
  await timed('publication', publish);
  await approver!.post(`${PATH}/2/approve`);
  await timed('activation', () => approver!.post(`${PATH}/2/activate`));
  await timed('rollback', () => approver!.post(`${PATH}/rollback`));
  return { accounts: impact!.accounts, changed: impact!.changed, figures };
}

/** The rule set that is built in, its highest tier from 300K instead of 250K. */
function edited(): RuleSet {
  const document = structuredClone(defaultRuleSet) as RuleSet;
  const [, middle, top] = document.bands!['arr']!;
  middle!.to = 300_000;
  top!.from = 300_000;
  return { ...document, tests: [] };
}
