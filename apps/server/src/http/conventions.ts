import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { OnApplicationShutdown, Provider } from '@nestjs/common';
import { APP_INTERCEPTOR, Reflector } from '@nestjs/core';
import type { Clock } from '@bailiwick/kernel';
import { EtagInterceptor } from './etag.interceptor.js';
import { FileAnswers } from './idempotency/adapters/file-answers.js';
import { IdempotencyInterceptor } from './idempotency/idempotency.interceptor.js';

export interface ConventionOptions {
  readonly dataDir: string;
  /** Tells the files of several processes in one folder apart; the same after a restart. */
  readonly name?: string | undefined;
  readonly clock: Clock;
}

class CloseOnShutdown implements OnApplicationShutdown {
  constructor(private readonly answers: FileAnswers) {}

  onApplicationShutdown(): Promise<void> {
    return this.answers.close();
  }
}

/** What every route does alike: ETags on GET, `Idempotency-Key` on POST. */
export function conventions({ dataDir, name, clock }: ConventionOptions): Provider[] {
  const answers = new FileAnswers(join(dataDir, fileOf(name)), clock);
  return [
    { provide: CloseOnShutdown, useFactory: () => new CloseOnShutdown(answers) },
    { provide: APP_INTERCEPTOR, useFactory: () => new EtagInterceptor() },
    {
      provide: APP_INTERCEPTOR,
      inject: [Reflector],
      useFactory: (reflector: Reflector) => new IdempotencyInterceptor(answers, reflector),
    },
  ];
}

function fileOf(name: string | undefined): string {
  if (name === undefined) return 'idempotency.ndjson';
  const hash = createHash('sha256').update(name).digest('hex');
  return `idempotency-${hash.slice(0, 12)}.ndjson`;
}
