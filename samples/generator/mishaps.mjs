import { AS_OF } from './days.mjs';
import { valueAt } from './timeline.mjs';

/** What real streams bring besides: records entered twice, and events that were wrong and are taken back. */

/** Duplicate records of present customers, without ARR of their own, merged away weeks later. */
export function duplicates(rng, accounts) {
  const old = accounts.filter((a) => a.from < AS_OF - 200);
  return rng
    .shuffled(old)
    .slice(0, Math.ceil(accounts.length / 600))
    .map((original) => {
      const id = `${original.id}-D`;
      const at = original.from + rng.between(30, 120);
      const data = {
        accountId: id,
        name: `${original.name} (2)`,
        arr: 0,
        currency: 'USD',
        region: original.region,
      };
      return {
        subject: id,
        events: [
          { day: at, type: 'account.new', source: 'crm', data },
          {
            day: at + rng.between(10, 50),
            type: 'account.merged',
            source: 'crm',
            data: { accountId: id, intoAccountId: original.id },
          },
        ],
      };
    });
}

/** Wrong events of present customers, each with its retraction some days later (`retracts` names it). */
export function mistakes(rng, accounts) {
  const steady = accounts.filter((a) => a.arrs.length === 1 && a.from < AS_OF - 150);
  return rng
    .shuffled(steady)
    .slice(0, Math.ceil(accounts.length / 400))
    .map((account, i) => {
      const at = account.from + rng.between(40, AS_OF - 40 - account.from);
      const arr = valueAt(account.arrs, at).arr;
      const wrong =
        i % 3 === 2
          ? { type: 'account.churned', data: { accountId: account.id, reason: 'contract lapsed' } }
          : {
              type: 'account.expanded',
              data: { accountId: account.id, arr: arr * 10, reason: 'more seats' },
            };
      const key = `mistake-${i}`;
      const retraction = { reason: i % 3 === 2 ? 'wrong customer' : 'a digit too many' };
      return {
        subject: account.id,
        events: [
          { day: at, source: 'billing', key, ...wrong },
          {
            day: at + rng.between(1, 6),
            type: 'event.retracted',
            source: 'billing',
            retracts: key,
            data: retraction,
          },
        ],
      };
    });
}
