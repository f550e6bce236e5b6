import { type Rng, seededRng } from '@bailiwick/kernel';

const FIRST_MS = Date.parse('2025-04-01T00:00:00Z');
/** The events of a log are spread over so long. */
const SPAN_MS = 18 * 30 * 86_400_000;
const ACCOUNTS_A_CSM = 250;
const ACCOUNTS_AN_AE = 125;
const REGIONS = ['AMER', 'EMEA', 'APAC'];
const COUNTRIES = ['US', 'DE', 'JP'];
const SEGMENTS = ['smb', 'mid-market', 'enterprise'];
const INDUSTRIES = ['retail', 'finance', 'health', 'energy', 'public'];
const PRODUCTS = ['core', 'insights', 'flow', 'vault'];

/** A CloudEvent as a sender writes it. */
export interface BenchEvent {
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * The events of a company of `accounts` accounts: its people, each account, then what goes on in the accounts for
 * ever: mostly health scores, some changes of ARR, facts, renewals, owners. The same sizes give the same events.
 * @param total how many events the span of time is divided by
 */
export function* benchEvents(
  accounts: number,
  total: number,
  people = peopleOf(accounts),
): Generator<BenchEvent & { time: string }> {
  const step = SPAN_MS / Math.max(total, accounts * 2);
  let count = 0;
  for (const event of untimed(accounts, people, seededRng(1))) {
    const ms = FIRST_MS + Math.floor(step * count++);
    yield { ...event, time: new Date(ms).toISOString() };
  }
}

/** How many events come before the first that is neither a person's nor an account's beginning. */
export function openingSize(accounts: number, { csms, aes } = peopleOf(accounts)): number {
  return accounts + csms + aes;
}

export function accountId(index: number): string {
  return `A${String(index).padStart(7, '0')}`;
}

function* untimed(
  accounts: number,
  { csms, aes, capacityHours = 1_000 }: People,
  rng: Rng,
): Generator<BenchEvent> {
  for (let i = 0; i < aes; i++) {
    const aeId = `E${i}`;
    const data = { aeId, name: `AE ${i}`, region: REGIONS[i % 3], team: `Team ${i % 9}`, avpId: `V${i % 5}` };
    yield { id: `ae-${i}`, type: 'ae.joined', subject: aeId, data };
  }
  for (let i = 0; i < csms; i++) {
    const csmId = `C${i}`;
    const data = { csmId, name: `CSM ${i}`, regions: [], skills: [], capacityHours };
    yield { id: `csm-${i}`, type: 'csm.joined', subject: csmId, data };
  }
  for (let i = 0; i < accounts; i++) yield opening(i, csms, aes, rng);
  for (let n = 0; ; n++) yield happening(n, Math.floor(rng.next() * accounts), csms, aes, rng);
}

export interface People {
  readonly csms: number;
  readonly aes: number;
  /** Of each CSM, a month. */
  readonly capacityHours?: number;
}

function peopleOf(accounts: number): People {
  return { csms: Math.ceil(accounts / ACCOUNTS_A_CSM), aes: Math.ceil(accounts / ACCOUNTS_AN_AE) };
}

function opening(index: number, csms: number, aes: number, rng: Rng): BenchEvent {
  const id = accountId(index);
  const pick = (list: readonly string[]): string => list[Math.floor(rng.next() * list.length)]!;
  const data = {
    accountId: id,
    name: `Customer ${index}`,
    arr: 5_000 + Math.floor(rng.next() * 400_000),
    region: REGIONS[index % 3],
    country: COUNTRIES[index % 3],
    segment: pick(SEGMENTS),
    industry: pick(INDUSTRIES),
    language: 'en',
    products: [pick(PRODUCTS)],
    employees: 10 + Math.floor(rng.next() * 5_000),
    aeId: `E${index % aes}`,
    csmId: `C${index % csms}`,
    healthScore: 40 + Math.floor(rng.next() * 60),
    startDate: '2024-05-01',
    renewalDate: `2026-${String(1 + (index % 12)).padStart(2, '0')}-15`,
  };
  return { id: `new-${index}`, type: 'account.new', subject: id, data };
}

function happening(n: number, account: number, csms: number, aes: number, rng: Rng): BenchEvent {
  const subject = accountId(account);
  const [type, facts] = change(rng.next(), csms, aes, rng);
  return { id: `ev-${n}`, type, subject, data: { accountId: subject, ...facts } };
}

function change(
  kind: number,
  csms: number,
  aes: number,
  rng: Rng,
): readonly [string, Readonly<Record<string, unknown>>] {
  const upTo = (most: number): number => Math.floor(rng.next() * most);
  if (kind < 0.5) return ['account.health-scored', { healthScore: upTo(101), csat: upTo(101) }];
  if (kind < 0.65) return ['account.expanded', { arrDelta: 1_000 + upTo(20_000), reason: 'more seats' }];
  if (kind < 0.73) return ['account.contracted', { arr: 5_000 + upTo(300_000) }];
  if (kind < 0.85) return ['account.updated', { adoption: upTo(101), stage: `stage ${upTo(5)}` }];
  if (kind < 0.95) return ['account.renewed', { renewalDate: `2027-0${1 + upTo(9)}-15` }];
  if (kind < 0.98) return ['account.ae-changed', { aeId: `E${upTo(aes)}` }];
  return ['account.owner-changed', { csmId: `C${upTo(csms)}` }];
}

/** An event as a line that somebody sends. */
function asText(event: object): string {
  return JSON.stringify({ specversion: '1.0', source: '/bench', ...event });
}

/** The next `count` texts of a source without end. */
export function take(events: Iterator<object>, count: number): string[] {
  const texts: string[] = [];
  for (let i = 0; i < count; i++) {
    const next = events.next();
    if (next.done) break;
    texts.push(asText(next.value));
  }
  return texts;
}
