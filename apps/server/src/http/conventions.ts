import type { Provider } from '@nestjs/common';
import { APP_INTERCEPTOR, Reflector } from '@nestjs/core';
import { EVENT_STORE, type EventStore } from '@bailiwick/event-store';
import { EtagInterceptor } from './etag.interceptor.js';
import { IdempotencyInterceptor } from './idempotency/idempotency.interceptor.js';
import { NotedAnswers, type NotedAnswersOptions } from './idempotency/noted-answers.js';

/** What every route does alike: ETags on GET, `Idempotency-Key` on POST. */
export function conventions(options: NotedAnswersOptions): Provider[] {
  return [
    { provide: APP_INTERCEPTOR, useFactory: () => new EtagInterceptor() },
    {
      provide: APP_INTERCEPTOR,
      inject: [EVENT_STORE, Reflector],
      useFactory: ({ notes }: EventStore, reflector: Reflector) =>
        new IdempotencyInterceptor(new NotedAnswers(notes, options), reflector),
    },
  ];
}
