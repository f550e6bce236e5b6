import {
  commitMoves,
  defaultPolicy,
  type PlanMoves,
  type PlanRequestedData,
  type Policy,
  toInstant,
} from '@bailiwick/contracts';
import type { IsoDate } from '@bailiwick/kernel';
import { planningTiers, planOfMoves, tieredInput } from '@bailiwick/planning';
import { OPS } from '../../../../../test/support/memory-store.js';
import { account, at, csm, ruleSet, type Sent, World } from '../../../test-support/world.js';
import { companyNow } from '../../domain/process/company-view.js';
import { Plans } from '../plans/plans.js';

const AS_OF = '2026-03-01' as IsoDate;
const DAY = 59;
const origin = {
  position: 0,
  policy: { id: 'default', version: 1 },
  ruleSet: { id: 'default-tiers', version: 1 },
};
const free: Policy = { ...defaultPolicy, locks: { ...defaultPolicy.locks, recentMoveDays: null } };

const TEAM: readonly Sent[] = [
  ['csm.joined', csm('c1'), at(0)],
  ['csm.joined', csm('c2'), at(0)],
  ['account.new', account('a1', { csmId: 'c1' }), at(1)],
  ['account.new', account('a2', { csmId: 'c1' }), at(1)],
  ['account.new', account('a3', { csmId: 'c1' }), at(1)],
];

/** A world with a plan that was proposed, for these moves. */
async function proposed(moves: Record<string, string | null>) {
  const w = new World();
  await w.send(...TEAM);
  await w.react();
  const plans = new Plans(w.store, w.documents, w.ids);
  const input = tieredInput(companyNow(w.process.state!), free, planningTiers(ruleSet), AS_OF);
  const { plan, changes } = planOfMoves(
    input,
    Object.entries(moves).map(([accountId, to]) => ({ accountId, to, why: '', alternatives: [] }) as never),
  );
  const request: PlanRequestedData = {
    planId: 'p',
    asOf: AS_OF,
    seed: 1,
    iterations: 1,
    timeLimitSeconds: null,
    solver: 'auto',
    policy: free,
    basedOn: null,
  };
  await plans.request(request, OPS);
  const document: PlanMoves = {
    asOf: AS_OF,
    policy: free,
    moves: changes.map((change) => ({ ...change, basis: { ...change.basis } })),
  };
  const written = { figures: plan, plan: JSON.stringify(plan), moves: JSON.stringify(document) };
  await plans.propose('p', written, origin, OPS);
  const { pairs: _pairs, csms: _csms, moves: _moves, accounts: _accounts, ...head } = plan;
  // Written out as it comes, as plans of earlier versions are.
  expect(await plans.head('p')).toEqual(head);
  await w.react();
  return { w, plans };
}

async function approved(moves: Record<string, string | null>) {
  const world = await proposed(moves);
  await world.plans.command('p', { do: 'approve' }, OPS);
  return world;
}

async function commit({ w, plans }: Awaited<ReturnType<typeof approved>>, day = DAY): Promise<string> {
  await plans.command('p', { do: 'commit', effectiveAt: toInstant(Date.parse(at(day))) }, OPS);
  await w.react();
  return (await plans.get('p')).stage;
}

const moved = async (w: World): Promise<string[]> => (await w.decisions('AccountAssigned')).slice(3);

describe('a commit', () => {
  it('makes every move, in order, and says so', async () => {
    const world = await approved({ a1: 'c2', a3: 'c2' });
    expect(await commit(world)).toBe('committed');
    expect(await moved(world.w)).toEqual(['a1 #2 c1→c2 plan 2026-03-01', 'a3 #2 c1→c2 plan 2026-03-01']);
    expect(await world.w.decisions('CommitStarted')).toHaveLength(1);
    expect((await world.plans.get('p')).commit).toMatchObject({ applied: 2, dropped: 0 });
  });

  it.each<[why: string, Sent]>([
    ['it is no longer active', ['account.churned', { accountId: 'a1' }, at(20)]],
    ['it has another CSM', ['account.owner-changed', { accountId: 'a1', csmId: 'c2' }, at(20)]],
    ['it has another AE', ['account.ae-changed', { accountId: 'a1', aeId: 'e9' }, at(20)]],
    ['it has another tier', ['account.updated', { accountId: 'a1', strategic: true, arr: 120_000 }, at(20)]],
    ['it needs other hours', ['account.updated', { accountId: 'a1', complexity: 5 }, at(20)]],
    [
      'its region, country, language, skills, clearances or conflict group changed',
      ['account.updated', { accountId: 'a1', language: 'de' }, at(20)],
    ],
    ['its family changed', ['account.updated', { accountId: 'a1', parentId: 'a2' }, at(20)]],
    [
      'what locks or pins it changed',
      ['account.updated', { accountId: 'a1', lockedUntil: '2026-12-31' }, at(20)],
    ],
  ])('leaves a move out because %s', async (why, event) => {
    const world = await approved({ a1: 'c2', a3: 'c2' });
    await world.w.send(event);
    await world.w.react();
    expect(await commit(world)).toBe('committed');
    const made = (await moved(world.w)).filter((text) => text.includes(' plan '));
    expect(made).toEqual(['a3 #2 c1→c2 plan 2026-03-01']);
    const { commit: done } = await world.plans.get('p');
    expect(done).toMatchObject({ applied: 1, dropped: 1 });
    const { dropped } = commitMoves.parse(await world.w.documents.read(done!.chunks));
    expect(dropped).toEqual([{ accountId: 'a1', why: expect.arrayContaining([why]) }]);
  });

  it('leaves every move out to a CSM whose capacity changed, and then refuses', async () => {
    const world = await approved({ a1: 'c2' });
    await world.w.send(['csm.updated', { csmId: 'c2', capacityHours: 100 }, at(20)]);
    await world.w.react();
    expect(await commit(world)).toBe('approved');
    expect((await world.plans.get('p')).refusal).toMatchObject({ violations: [{ constraint: 'stale' }] });
    expect(await moved(world.w)).toEqual([]);
  });

  it('leaves out what a reviewer rejected', async () => {
    const reviewed = await proposed({ a1: 'c2', a3: 'c2' });
    await reviewed.plans.command('p', { do: 'review', accountId: 'a1', verdict: 'rejected' }, OPS);
    await reviewed.plans.command('p', { do: 'approve' }, OPS);
    expect(await commit(reviewed)).toBe('committed');
    expect(await moved(reviewed.w)).toEqual(['a3 #2 c1→c2 plan 2026-03-01']);
  });

  it('moves nothing when what remains would break a hard constraint that the book keeps, and can be tried again', async () => {
    const world = await approved({ a1: 'c2', a2: 'c2', a3: 'c2' });
    // Two competitors come to c2 after the plan was made: not a fact of the accounts that move there.
    await world.w.send(
      ['csm.updated', { csmId: 'c1', maxAccounts: 9 }, at(20)],
      ['account.new', account('big', { csmId: 'c2', arr: 300_000, complexity: 5 }), at(20)],
      ...Array.from({ length: 20 }, (_, i): Sent => [
        'account.new',
        account(`b${i}`, { csmId: 'c2', arr: 300_000, complexity: 5 }),
        at(20),
      ]),
    );
    await world.w.react();
    expect(await commit(world)).toBe('approved');
    const { refusal } = await world.plans.get('p');
    expect(refusal!.violations).toEqual([expect.objectContaining({ constraint: 'ceiling', subject: 'c2' })]);
    expect((await moved(world.w)).filter((text) => text.includes(' plan '))).toEqual([]);
    await world.w.send(
      ...Array.from({ length: 20 }, (_, i): Sent => ['account.churned', { accountId: `b${i}` }, at(30)]),
    );
    await world.w.react();
    expect(await commit(world)).toBe('committed');
  });

  it('is taken back where nothing has happened since', async () => {
    const world = await approved({ a1: 'c2', a2: 'c2', a3: 'c2' });
    await commit(world);
    await world.w.send(['account.owner-changed', { accountId: 'a2', csmId: 'c1' }, at(DAY + 1)]);
    await world.w.react();
    const effectiveAt = toInstant(Date.parse(at(DAY + 2)));
    await world.plans.command('p', { do: 'roll-back', effectiveAt }, OPS);
    await world.w.react();
    expect((await moved(world.w)).slice(4)).toEqual([
      'a1 #3 c2→c1 rollback 2026-03-03',
      'a3 #3 c2→c1 rollback 2026-03-03',
    ]);
    expect(await world.plans.get('p')).toMatchObject({
      stage: 'rolled-back',
      rolledBack: { applied: 2, skipped: 1 },
    });
  });

  it('comes before whatever was recorded after it was asked for: nobody is placed into the room it takes', async () => {
    const world = await approved({ a1: 'c2', a2: 'c2', a3: 'c2' });
    const { w, plans } = world;
    await plans.command('p', { do: 'commit', effectiveAt: toInstant(Date.parse(at(DAY))) }, OPS);
    await w.send(['account.new', account('n1'), at(DAY)]);
    await w.react();
    const lines = await moved(w);
    expect(lines.slice(0, 3).every((text) => text.includes(' plan '))).toBe(true);
    expect(lines[3]).toBe('n1 #1 null→c1 new-account 2026-03-01');
  });

  it.each([false, true])(
    'gives the room that it makes to who waited for it, at once (killed after it: %s)',
    async (killed) => {
      const world = await approved({ a1: 'c2' });
      const { w } = world;
      await w.send(
        ['csm.updated', { csmId: 'c1', maxAccounts: 3, skills: ['x'] }, at(10)],
        ['account.new', account('n1', { requiredSkills: ['x'] }), at(11)],
      );
      await w.react();
      expect([...w.process.state!.unplaced.keys()]).toEqual(['n1']);
      expect(await commit(world)).toBe('committed');
      await w.process.save();
      if (killed) await w.restart();
      await w.send(['account.health-scored', { accountId: 'a2', healthScore: 80 }, at(DAY)]);
      await w.react();
      expect(await moved(w)).toEqual(['a1 #2 c1→c2 plan 2026-03-01', 'n1 #1 null→c1 new-account 2026-03-01']);
      const logged = (await w.store.findByKey(`placement:${(await committedAt(w))!}:n1`))!;
      expect(logged.events[0]!.data).toMatchObject({ causedBy: null });
    },
  );
});

/** The position of the commit that asked for the plan to be committed. */
async function committedAt(w: World): Promise<number | undefined> {
  for await (const { position, events } of w.store.readAll(0))
    if (events[0]?.type === 'PlanCommitRequested') return position;
  return undefined;
}
