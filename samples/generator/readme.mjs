import { AS_OF, OPENING, iso } from './days.mjs';
import { eligible } from './book.mjs';
import { isPooled } from './sizing.mjs';
import { groupBy } from './shares.mjs';

/** The README of a generated company: what it holds, by its own numbers, and the story behind them. */

const number = (n) => Math.round(n).toLocaleString('en-US');
const percent = (part, whole) => `${Math.round((100 * part) / whole)}%`;
const list = (csms) => csms.map((c) => c.id).join(' and ') || 'nobody';

/**
 * @param {ReturnType<typeof import('./company.mjs').makeCompany>} company
 * @param {{ accounts: number, csms: number, aes: number, seed: number }} size
 * @param {{ lines: number } | undefined} events
 */
export function readme(company, size, events) {
  const { accounts, people, desks, aes, families } = company;
  const named = accounts.filter((a) => !isPooled(a.tier));
  return `# ${number(accounts.length)} accounts, ${people.length + desks.length} CSMs, ${aes.length} AEs

An invented company as it was on **${iso(AS_OF)}**; plan it as of that day (\`--as-of ${iso(AS_OF)}\`). All companies and people are made up. Written by \`node scripts/samples.mjs --accounts ${size.accounts} --csms ${size.csms} --aes ${size.aes} --seed ${size.seed}\`: the same numbers give the same bytes; do not edit by hand.

| File | What it holds |
|---|---|
| accounts.csv | the present customers; \`seats\` is an attribute; \`tier\` is the tier of the last monthly review (1 September) |
| csms.csv | ${people.length} people and ${desks.length} pools ("digital desks") |
| aes.csv | account executives in teams under ${new Set(aes.map((a) => a.avpId)).size} area vice presidents |
${events ? `| events.ndjson | ${number(events.lines)} lifecycle events from ${iso(OPENING)} to ${iso(AS_OF - 1)} (CloudEvents, one a line) that fold to the three files |\n` : ''}
## The book
${bookTable(accounts, people, desks)}

- ARR: ${number(sum(accounts, arrOf))} USD; the largest hundredth of the accounts has ${percent(topShare(accounts), sum(accounts, arrOf))} of it.
- ${percent(accounts.filter((a) => quarterOf(a) === 'Q4').length, accounts.length)} of the contracts renew in this fourth quarter; ${accounts.filter((a) => renewalOf(a) < AS_OF).length} are overdue by days.
- ${families.length} families with ${families.flat().length} accounts: most in one place and language, some across coverage, languages or regions; in a few the parent is no customer any more.
- ${
    groupBy(
      accounts.filter((a) => a.conflictGroup),
      (a) => a.conflictGroup,
    ).size
  } groups of competitors whom nobody may serve side by side.
- ${accounts.filter((a) => a.requiredSkills.length > 0).length} accounts require a special skill, ${accounts.filter((a) => a.clearances.length > 0).length} a clearance; ${accounts.filter((a) => a.strategic).length} are strategic.
- Named work fills ${percent(
    sum(named, (a) => a.hours),
    sum(people, (c) => company.capacity.get(c.id)),
  )} of what the people can do from October to December under the default policy, in every region and language about the same: nobody needs to stay unassigned.

## What happened
The territories were last planned in January 2026. Since then:
${story(company)
  .map((line) => `- ${line}`)
  .join('\n')}

So today's book is as real ones are:
${flaws(accounts, people)
  .map((line) => `- ${line}`)
  .join('\n')}
${events ? eventNotes(company) : ''}`;
}

function bookTable(accounts, people, desks) {
  const rows = [...groupBy(accounts, (a) => a.region)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([region, own]) => {
      const languages = [...new Set(own.map((a) => a.cell.split('/')[1]))].join(', ');
      const count = (tier) => number(own.filter((a) => a.tier === tier).length);
      return `| ${region} | ${languages} | ${people.filter((c) => c.region === region).length} + ${desks.filter((c) => c.region === region).length} | ${count('high')} | ${count('low')} | ${count('tech')} |`;
    });
  return [
    '| Region | Languages | People + pools | High touch | Low touch | Tech touch |',
    '|---|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}

function story({ people, gone, successor, predecessor, transfer }) {
  const long = people.filter((c) => c.leaves.some((l) => l.to - l.from > 45));
  const leaving = people.filter((c) => c.end !== undefined);
  const hired = people.filter((c) => c.rampMonths === 6);
  const lines = [
    `${list(long)} are on long leave (\`leave\` in csms.csv tells from when to when).`,
    `${list(leaving)} leaves on ${leaving.map((c) => iso(c.end))[0]}; ${list(hired)} started in August and is still ramping.`,
    ...gone.map(
      (c, i) =>
        `${c.id} left on ${iso(c.left)}; ${i === 0 ? 'two colleagues took most of the book, the rest is nobody’s' : 'the accounts still carry that id, which is not in csms.csv: a warning, and mandatory moves'}.`,
    ),
    `${predecessor.id} left in February and ${successor.id} has the patch now${transfer ? `; in March ${transfer.accounts.length} accounts of ${transfer.from.id} went to ${transfer.to.id}` : ''}. Their CSMs stayed, so that pairs multiplied.`,
    'Customers grew, shrank, came and went; some were placed with whoever had time.',
  ];
  return lines.filter((line) => !line.startsWith('nobody'));
}

function flaws(accounts, people) {
  const owned = accounts.filter((a) => ownerOf(a));
  const here = owned.filter((a) => !ownerOf(a).left);
  const unfit = here.filter((a) => !eligible(a, ownerOf(a), AS_OF));
  const pairs = groupBy(
    here.filter((a) => !ownerOf(a).pool && a.aeSteps.at(-1).ae),
    (a) => a.aeSteps.at(-1).ae.id,
  );
  const partners = [...pairs.values()].map((own) => new Set(own.map((a) => ownerOf(a).id)).size);
  const books = groupBy(here, (a) => ownerOf(a).id);
  const loads = people.map((c) => sum(books.get(c.id) ?? [], (a) => a.hours) / c.hours);
  return [
    `${accounts.length - owned.length} accounts have no CSM, ${owned.length - here.length} one who has left, ${unfit.length} one who is no longer eligible (a new requirement, or a tier that another coverage serves).`,
    `Work is uneven: from ${percent(Math.min(...loads.filter((l) => l > 0)), 1)} to ${percent(Math.max(...loads), 1)} of the contracted hours.`,
    `An AE works with ${Math.min(...partners)} to ${Math.max(...partners)} CSMs.`,
  ];
}

function eventNotes({ former }) {
  return `
## The events
They come from four systems (\`/crm\`, \`/billing\`, \`/success\`, \`/hr\`). Those of ${iso(OPENING)} at midnight are the opening balance; everything else is dated when it happened. ${former.length} customers who left are in the events only. As in every real stream a few events arrive late, a few twice, some records were entered twice and merged, some mistakes were retracted; folding by time, source and id gives the same company in any order of arrival.
`;
}

const sum = (items, of) => items.reduce((total, item) => total + of(item), 0);
const arrOf = (a) => a.arrs.at(-1).arr;
const renewalOf = (a) => a.renewals.at(-1).renewal;
const ownerOf = (a) => a.owners.at(-1).csm;

function quarterOf(a) {
  const day = iso(renewalOf(a));
  return day >= iso(AS_OF) && day < '2027-01-01' ? 'Q4' : 'other';
}

function topShare(accounts) {
  const arr = accounts.map(arrOf).sort((a, b) => b - a);
  return sum(arr.slice(0, Math.ceil(arr.length / 100)), (x) => x);
}
