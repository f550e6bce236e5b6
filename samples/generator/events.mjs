import { eventsOfAccount } from './account-events.mjs';
import { OPENING } from './days.mjs';
import { duplicates, mistakes } from './mishaps.mjs';
import { stream } from './rng.mjs';
import { eventsOfCsm, eventsOfSales } from './workforce-events.mjs';

/**
 * The history as CloudEvents: folded in the order of time they give accounts.csv, csms.csv and aes.csv. Like a real
 * stream it has a few repeats, events that arrive late, duplicate records that are merged and mistakes that are
 * retracted.
 */

const MS_PER_DAY = 86_400_000;
const OPENS_AT = 7 * 3_600_000;
const OFFICE_HOURS = 11 * 3_600_000;
const LATE_SHARE = 0.0015;
const REPEAT_SHARE = 0.0007;

/** @returns {string} one event a line */
export function eventsNdjson(company, seed) {
  const rng = stream(seed, 'events');
  const timed = inTime(rng, bySubject(rng, company));
  const named = withIds(timed);
  return (
    deliver(
      rng,
      named.map((e) => JSON.stringify(e)),
    ).join('\n') + '\n'
  );
}

function bySubject(rng, company) {
  const { accounts, former, people, desks, gone } = company;
  return [
    ...eventsOfSales(company),
    ...[...people, ...desks, ...gone].map((csm) => ({ subject: csm.id, events: eventsOfCsm(rng, csm) })),
    ...[...accounts, ...former].map((a) => ({ subject: a.id, events: eventsOfAccount(rng, a) })),
    ...duplicates(rng, accounts),
    ...mistakes(rng, accounts),
  ];
}

/** Gives every event its moment: the opening in one go at midnight, the rest in office hours, in order for a subject. */
function inTime(rng, subjects) {
  let opened = 0;
  const timed = subjects.flatMap(({ subject, events }) => {
    let last = 0;
    return events.map((event) => {
      const opening = event.day === OPENING && /\.(new|joined)$/.test(event.type);
      const at = opening
        ? OPENING * MS_PER_DAY + 100 * opened++
        : event.day * MS_PER_DAY + OPENS_AT + Math.floor(rng.next() * OFFICE_HOURS);
      last = Math.max(at, last + 1000);
      return { ...event, subject, at: last };
    });
  });
  return timed.sort((a, b) => a.at - b.at);
}

/** CloudEvents with ids that count up within their source; a retraction names the event that it takes back. */
function withIds(timed) {
  const counters = new Map();
  const identities = new Map();
  return timed.map(({ subject, at, type, source, data, key, retracts }) => {
    const n = (counters.get(source) ?? 0) + 1;
    counters.set(source, n);
    const identity = { source: `/${source}`, id: `${source}-${String(n).padStart(6, '0')}` };
    if (key) identities.set(key, identity);
    return {
      specversion: '1.0',
      ...identity,
      type,
      subject,
      time: new Date(at).toISOString(),
      datacontenttype: 'application/json',
      data: retracts ? { ...identities.get(retracts), ...data } : data,
    };
  });
}

/** The lines as they arrived: nearly in order, a few late, a few twice. */
function deliver(rng, lines) {
  const arrivals = lines.flatMap((line, i) => {
    const delay = rng.chance(LATE_SHARE) ? rng.between(20, 900) : 0;
    const first = { line, at: i + delay };
    return rng.chance(REPEAT_SHARE) ? [first, { line, at: i + delay + rng.between(1, 400) }] : [first];
  });
  return arrivals.sort((a, b) => a.at - b.at).map((a) => a.line);
}
