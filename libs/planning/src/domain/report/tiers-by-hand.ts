import type { Plan, PlannedTierByHand } from '../plan/plan.js';
import { isHeldByHand } from '../plan/tiers-by-hand.js';
import { formatNumber, htmlTable } from './markup.js';

const MOST_SHOWN = 500;

/** The section on tiers by hand; nothing where the plan has none. */
export function tiersByHand({ tiersByHand: all = [] }: Plan): string {
  if (all.length === 0) return '';
  const table = htmlTable<PlannedTierByHand>(
    [
      { title: 'account', cell: (t) => t.accountId },
      { title: 'tier by hand', cell: (t) => t.tier },
      { title: 'by the rules', cell: (t) => t.byRules ?? '–' },
      { title: 'reason', cell: (t) => t.reason },
      { title: 'by', cell: (t) => t.author },
      { title: 'until', unbroken: true, cell: (t) => untilInWords(t.expiresAt) },
    ],
    all.slice(0, MOST_SHOWN),
  );
  const held = formatNumber(all.filter(isHeldByHand).length);
  const cut = all.length > MOST_SHOWN ? ` The first ${MOST_SHOWN} are shown.` : '';
  return `<h2>Tiers by hand</h2><p class="soft">Tiers that somebody decided on, by which the accounts are planned: ${formatNumber(all.length)}. For ${held} of them the rules alone would say otherwise.${cut}</p>${table}`;
}

/** "2027-01-01", "2027-01-01 09:30 UTC": a day is its start. */
function untilInWords(expiresAt: string): string {
  const [day, time] = new Date(expiresAt).toISOString().split('T') as [string, string];
  return time.startsWith('00:00') ? day : `${day} ${time.slice(0, 'HH:MM'.length)} UTC`;
}
