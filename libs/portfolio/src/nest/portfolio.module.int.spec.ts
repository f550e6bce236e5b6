import { RECORDED_VERSIONS } from '@bailiwick/contracts';
import { EVENT_STORE, eventRegistry, EventStoreModule, type EventStore } from '@bailiwick/event-store';
import { EventStatusQuery, IngestEvents, LifecycleModule, ListWaiting } from '@bailiwick/lifecycle';
import { CommandBus, CqrsModule, QueryBus } from '@nestjs/cqrs';
import { Test } from '@nestjs/testing';
import { countingIds, OPS, StandingClock } from '../../../../test/support/memory-store.js';
import { cloudEvent, day } from '../../../../test/support/random-events.js';
import { GetAccount, ListAccounts, ListAes, ListCsms } from './portfolio.messages.js';
import { PortfolioModule } from './portfolio.module.js';

describe('events in and the book out, as typed commands and queries', () => {
  it('go through the buses, and the book is saved at the end', async () => {
    const app = await Test.createTestingModule({
      imports: [
        CqrsModule.forRoot(),
        EventStoreModule.forRoot({
          dataDir: ':memory:',
          clock: new StandingClock(),
          ids: countingIds('log'),
          registry: eventRegistry(RECORDED_VERSIONS),
        }),
        LifecycleModule.forRoot({ ids: countingIds() }),
        PortfolioModule.forRoot(),
      ],
    }).compile();
    await app.init();
    const { snapshots } = app.get<EventStore>(EVENT_STORE);
    const [commands, queries] = [app.get(CommandBus), app.get(QueryBus)];

    const results = await commands.execute(
      new IngestEvents(
        [
          cloudEvent('account.new', { accountId: 'a1', name: 'Acme', arr: 10 }, { id: '1' }),
          cloudEvent('account.expanded', { accountId: 'a1', arrDelta: 5 }, { id: '2', time: day(2) }),
          cloudEvent('account.churned', { accountId: 'a2' }, { id: '3' }),
          cloudEvent('csm.joined', { csmId: 'c1', name: 'Ana', capacityHours: 1 }, { id: '4' }),
          cloudEvent('ae.joined', { aeId: 'e1', name: 'Eve' }, { id: '5' }),
        ],
        OPS,
      ),
    );
    expect(results.map(({ status }) => status)).toEqual([
      'recorded',
      'recorded',
      'waiting',
      'recorded',
      'recorded',
    ]);
    expect(await queries.execute(new GetAccount('a1'))).toMatchObject({ arr: 15 });
    expect(await queries.execute(new GetAccount('a1', { at: Date.parse(day(1)) }))).toMatchObject({
      arr: 10,
    });
    expect(await queries.execute(new ListAccounts())).toHaveLength(1);
    expect(await queries.execute(new ListCsms())).toMatchObject([{ csmId: 'c1' }]);
    expect(await queries.execute(new ListAes())).toMatchObject([{ aeId: 'e1' }]);
    expect(await queries.execute(new EventStatusQuery('crm', '3'))).toMatchObject({ status: 'waiting' });
    expect(await queries.execute(new ListWaiting())).toMatchObject([{ id: '3', subject: 'a2' }]);

    await app.close();
    expect(await snapshots.load('portfolio', 2)).toMatchObject({ position: 5 });
  });
});
