import { AS_OF, LAST_PLANNING, OPENING, iso } from './days.mjs';

/** The events of CSMs, pools and AEs. */

const event = (at, type, source, data) => ({ day: at, type, source, data });

/** @param {import('./workforce.mjs').Csm} csm */
export function eventsOfCsm(rng, csm) {
  const joined = Math.max(OPENING, csm.start);
  const data = { csmId: csm.id };
  const events = [event(joined, 'csm.joined', 'hr', { ...data, ...profile(csm) })];
  if (csm.pool && csm.hours > 40) {
    // The desks grew with the last planning.
    events[0].data.capacityHours = Math.round((csm.hours * 0.9) / 5) * 5;
    events.push(event(LAST_PLANNING, 'csm.updated', 'hr', { ...data, capacityHours: csm.hours }));
  } else if (csm.seniority > 3 && joined === OPENING && rng.chance(0.15)) {
    events[0].data.seniority = csm.seniority - 1;
    events.push(
      event(OPENING + rng.between(60, 400), 'csm.updated', 'hr', { ...data, seniority: csm.seniority }),
    );
  }
  for (const { from, to, cover, known } of csm.leaves) {
    const told = Math.max(joined + 1, known);
    events.push(
      event(told, 'csm.leave-scheduled', 'hr', { ...data, from: iso(from), to: iso(to), coverCsmId: cover }),
    );
  }
  if (csm.end !== undefined)
    events.push(
      event(Math.min(csm.end - 24, AS_OF - 12), 'csm.departed', 'hr', { ...data, lastDay: iso(csm.end) }),
    );
  return events;
}

function profile(csm) {
  return {
    name: csm.name,
    capacityHours: csm.hours,
    regions: [csm.region],
    languages: csm.languages,
    skills: csm.skills,
    clearances: csm.clearances,
    tiers: csm.tiers,
    timezone: csm.timezone,
    location: csm.location,
    seniority: csm.seniority,
    cost: csm.cost,
    managerId: csm.managerId,
    startDate: iso(csm.start),
    rampMonths: csm.rampMonths,
    maxAccounts: csm.maxAccounts,
    pool: csm.pool,
  };
}

/** @param {import('./sales.mjs').Ae} ae */
function eventsOfAe(ae) {
  const profile = { aeId: ae.id, name: ae.name, region: ae.region, team: ae.team, avpId: ae.avpId };
  const events = [event(Math.max(OPENING, ae.joined), 'ae.joined', 'hr', profile)];
  if (ae.departed !== undefined)
    events.push(event(ae.departed, 'ae.departed', 'hr', { aeId: ae.id, lastDay: iso(ae.departed) }));
  return events;
}

/** All AEs, with the patch of the one who left and the part of a patch that changed hands. */
export function eventsOfSales({ aes, predecessor, successor, transfer }) {
  const handover = { fromAeId: predecessor.id, toAeId: successor.id };
  return [
    ...[...aes, predecessor].map((ae) => ({ subject: ae.id, events: eventsOfAe(ae) })),
    {
      subject: predecessor.id,
      events: [event(successor.joined + 2, 'ae.patch-transferred', 'crm', handover)],
    },
    ...(transfer
      ? [
          {
            subject: transfer.from.id,
            events: [
              event(transfer.day, 'ae.patch-transferred', 'crm', {
                fromAeId: transfer.from.id,
                toAeId: transfer.to.id,
                accountIds: transfer.accounts.map((a) => a.id),
              }),
            ],
          },
        ]
      : []),
  ];
}
