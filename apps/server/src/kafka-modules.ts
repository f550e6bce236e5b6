import type { DynamicModule } from '@nestjs/common';
import type { Logger } from '@bailiwick/kernel';
import { AccountEventsModule } from '@bailiwick/lifecycle';
import { MessagingModule } from '@bailiwick/messaging';
import { PublisherModule } from '@bailiwick/relay';
import type { ServerConfig } from './config/config.schema.js';
import { kafkaPlace } from './config/kafka-security.js';
import { eventMappingOf } from './event-mapping.js';
import { randomIds } from './system.js';

/** What the roles of this process do with Kafka: `ingest` reads, `relay` publishes; nothing without brokers, and no other role needs any. */
export function kafkaModules(
  config: ServerConfig,
  claiming: { readonly holder: string; readonly leaseMs: number },
  lifecycle: DynamicModule,
  logger: Logger,
): readonly DynamicModule[] {
  const { kafkaGroup: group, kafkaTopicPrefix: prefix, roles } = config;
  const kafka = kafkaPlace(config);
  if (!kafka || !(roles.includes('ingest') || roles.includes('relay'))) return [];
  return [
    MessagingModule.forRoot({ ...kafka, clientId: `bailiwick@${claiming.holder}`, logger }),
    ...(roles.includes('ingest')
      ? [
          AccountEventsModule.forRoot(lifecycle, {
            group,
            prefix,
            mapping: eventMappingOf(config),
            ids: randomIds,
            logger,
          }),
        ]
      : []),
    ...(roles.includes('relay') ? [PublisherModule.forRoot({ ...claiming, prefix, logger })] : []),
  ];
}
