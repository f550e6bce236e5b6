import { QueryBus } from '@nestjs/cqrs';
import { PORTFOLIO, type Portfolio } from '@bailiwick/portfolio';
import { ListPlans } from '@bailiwick/territory';
import type { RunningServer } from './bootstrap.js';

/** What a person who has just started the service wants to know: where it is, what it holds, what to try. */
export async function welcome({ app, url }: RunningServer, token: string): Promise<string> {
  const book = app.get<Portfolio>(PORTFOLIO, { strict: false });
  const [accounts, csms, aes] = [await book.accounts(), await book.csms(), await book.aes()];
  const plans = await app.get(QueryBus, { strict: false }).execute(new ListPlans());
  const active = accounts.filter((a) => a.status === 'active').length;
  const made = plans.flatMap(({ proposed, requested }) => (proposed && requested ? [proposed] : []));
  const last = made.at(-1);
  const bearer = `-H "Authorization: Bearer ${token}"`;
  const plan = last
    ? `curl -s ${bearer} ${url}/v1/plans/${last.planId}/report > report.html   # the proposed plan with pictures`
    : `curl -s -X POST ${bearer} ${url}/v1/plans   # propose a plan`;
  return [
    '',
    `Bailiwick is up at ${url}`,
    `  token   ${token}   (user admin; bin/bailiwick users add NAME --role viewer|ops|approver|admin makes more people)`,
    `  holds   ${active} active accounts (${accounts.length} in all), ${csms.length} CSMs and pools, ${aes.length} AEs, ${plans.length} ${plans.length === 1 ? 'plan' : 'plans'}`,
    ...(last
      ? [
          `  plan    ${last.status}, objective ${last.objective.toFixed(1)}, gap ${((last.gap ?? 0) * 100).toFixed(2)}%, ${last.counts['moved'] ?? 0} accounts would change hands`,
        ]
      : []),
    '',
    'Three things to try:',
    `  1. open ${url}/docs   # the API, readable`,
    `  2. ${plan}`,
    `  3. curl -s ${bearer} "${url}/v1/accounts?limit=3"   # the book as the log tells it`,
    '',
    '',
  ].join('\n');
}
