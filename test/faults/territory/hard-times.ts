import { seededRng } from '@bailiwick/kernel';
import { eventOf } from './company-life.js';

/** What small companies are spared: a departure, a cover, and accounts that nobody can serve for a while, or ever. */
export function withHardTimes(lines: readonly string[]): string[] {
  const csms = lines.flatMap((line) => {
    const { type, data } = JSON.parse(line) as { type: string; data: { csmId: string; pool?: boolean } };
    return type === 'csm.joined' && !data.pool ? [data.csmId] : [];
  });
  const [leaver, absent, cover] = csms;
  const alchemist = { csmId: 'alchemist', name: 'Al Chemist', capacityHours: 120, skills: ['alchemy'] };
  const more = [
    event('2025-06-16', 'account.new', {
      accountId: 'gold',
      name: 'Gold',
      arr: 250_000,
      requiredSkills: ['alchemy'],
    }),
    event('2025-08-04', 'account.new', {
      accountId: 'time',
      name: 'Time',
      arr: 90_000,
      requiredSkills: ['magic'],
    }),
    event('2025-11-10', 'csm.departed', { csmId: leaver, lastDay: '2025-11-14' }),
    event('2026-01-12', 'csm.leave-scheduled', {
      csmId: absent,
      from: '2026-01-19',
      to: '2026-02-13',
      coverCsmId: cover,
    }),
    event('2026-02-20', 'csm.joined', alchemist),
  ];
  return more.reduce((all, line) => insert(all, line), [...lines]);
}

const RESTLESS = 400;
/** Far apart, so that tiers change, and near each other, so that they nearly do. */
const ARR = [4_000, 24_000, 26_000, 90_000, 98_000, 103_000, 280_000, 900_000];

/** Accounts whose ARR jumps up and down in the course of the months. */
export function withRestlessAccounts(lines: readonly string[], seed: number): string[] {
  const rng = seededRng(seed);
  const introduced = lines.filter((line) => eventOf(line).type === 'account.new');
  const more = Array.from({ length: RESTLESS }, (_, i) => {
    const { time, data } = JSON.parse(introduced[rng.int(introduced.length)]!) as {
      time: string;
      data: { accountId: string };
    };
    const { accountId } = data;
    const latest = Date.parse(eventOf(lines.at(-1)!).time);
    const ms = Date.parse(time) + Math.floor((latest - Date.parse(time)) * rng.next());
    const arr = ARR[rng.int(ARR.length)]!;
    const [type, id] = ['account.expanded', `restless-${i}`];
    return JSON.stringify({
      specversion: '1.0',
      source: '/hard-times',
      id,
      type,
      subject: accountId,
      time: new Date(ms).toISOString(),
      data: { accountId, arr },
    });
  });
  return more.reduce((all, line) => insert(all, line), [...lines]);
}

function event(day: string, type: string, data: Record<string, unknown>): string {
  const subject = data['accountId'] ?? data['csmId'];
  const time = `${day}T09:00:00.000Z`;
  const id = `${type}-${String(subject)}`;
  return JSON.stringify({ specversion: '1.0', source: '/hard-times', id, type, subject, time, data });
}

function insert(lines: readonly string[], line: string): string[] {
  const { time } = eventOf(line);
  const later = lines.findIndex((other) => eventOf(other).time > time);
  const at = later < 0 ? lines.length : later;
  return [...lines.slice(0, at), line, ...lines.slice(at)];
}
