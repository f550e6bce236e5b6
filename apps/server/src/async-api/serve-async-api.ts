import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { ServerConfig } from '../config/config.schema.js';
import { asyncApiDocument } from './async-api.js';

/** The description of what goes through Kafka at `/asyncapi.json`, public like that of the API. */
export function serveAsyncApi(
  app: NestFastifyApplication,
  { kafkaTopicPrefix: prefix, kafkaBrokers = [] }: ServerConfig,
  version: string,
): void {
  const document = asyncApiDocument({ version, prefix, brokers: kafkaBrokers });
  app
    .getHttpAdapter()
    .getInstance()
    .get('/asyncapi.json', (_request, reply) => reply.send(document));
}
