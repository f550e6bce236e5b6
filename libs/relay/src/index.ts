export {
  DEFAULT_FEED_TYPES,
  Feed,
  type FeedPage,
  type FeedRequest,
  type FollowRequest,
  type MessageHandler,
} from './application/feed.js';
export { dataSchemaOf, outgoingId, outgoingOf, sourceOf, type OutgoingMessage } from './domain/outgoing.js';
export { FollowFeed, ReadFeed } from './nest/relay.messages.js';
export { FEED, RelayModule } from './nest/relay.module.js';
export type { Delivery } from './domain/webhooks/delivery.js';
export type { Webhook } from './domain/webhooks/webhook-state.js';
export { isAllowedPlace } from './adapters/webhooks/address-guard.js';
export { WebhookService, type WebhookProgress } from './application/webhooks/webhook-service.js';
export type { WithSecret } from './application/webhooks/webhooks.js';
export { WEBHOOKS, WebhooksModule, type WebhooksOptions } from './nest/webhooks.module.js';
export {
  Publisher,
  PUBLISHED,
  type PublisherDependencies,
  type PublisherOptions,
} from './application/publisher.js';
export { outgoingTopics } from './application/topics.js';
export { PUBLISHER, PublisherModule } from './nest/publisher.module.js';
