import { type DynamicModule, Module } from '@nestjs/common';
import { kafkaBroker } from '../adapters/kafka/kafka-broker.js';
import type { KafkaOptions } from '../adapters/kafka/kafka-client.js';

/** The token under which the message broker is injected. */
export const MESSAGE_BROKER = Symbol('MESSAGE_BROKER');

/** The broker that events come from and go to. */
@Module({})
export class MessagingModule {
  static forRoot(options: KafkaOptions): DynamicModule {
    return {
      module: MessagingModule,
      global: true,
      providers: [{ provide: MESSAGE_BROKER, useFactory: () => kafkaBroker(options) }],
      exports: [MESSAGE_BROKER],
    };
  }
}
