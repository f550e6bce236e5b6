import 'reflect-metadata';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Inject, Injectable, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { Any, type EventStore } from '../domain/event-store.port.js';
import { testDependencies, testEvent } from '../testing/test-dependencies.js';
import { IN_MEMORY } from '../adapters/open-event-store.js';
import { EVENT_STORE, EventStoreModule } from './event-store.module.js';

@Injectable()
class Recorder {
  constructor(@Inject(EVENT_STORE) readonly store: EventStore) {}
}

@Module({ providers: [Recorder] })
class RecorderModule {}

async function start(dataDir: string) {
  const eventStore = EventStoreModule.forRoot({ ...testDependencies(), dataDir });
  const app = await Test.createTestingModule({ imports: [eventStore, RecorderModule] }).compile();
  return { app, store: app.get(Recorder, { strict: false }).store };
}

test.each(['embedded', 'memory'])(
  'gives the %s store to every module and closes it with the application',
  async (kind) => {
    const dataDir = kind === 'memory' ? IN_MEMORY : await mkdtemp(join(tmpdir(), 'event-store-module-'));
    try {
      const first = await start(dataDir);
      await first.store.append('a', Any, [testEvent(1)], { idempotencyKey: 'k1' });
      await first.app.close();
      const late = first.store.append('a', Any, [testEvent(2)], { idempotencyKey: 'k2' });
      await expect(late).rejects.toMatchObject({ code: 'store-closed' });
      const second = await start(dataDir);
      expect((await second.store.head()).position).toBe(kind === 'memory' ? 0 : 1);
      await second.app.close();
    } finally {
      await rm(dataDir, { recursive: true, force: true });
    }
  },
);
