import 'reflect-metadata';
import helmet from '@fastify/helmet';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { jsonLogger, NestLogger } from '@bailiwick/telemetry';
import { AppModule } from './app.module.js';
import { BODY_LIMIT } from './http/body-limit.js';
import { isRuleSet } from './http/rule-set-requests.js';
import { serveAsyncApi } from './async-api/serve-async-api.js';
import type { ServerConfig } from './config/config.schema.js';
import { serveOpenApi } from './open-api.js';

export interface RunningServer {
  readonly app: NestFastifyApplication;
  /** `http://HOST:PORT` */
  readonly url: string;
  close(): Promise<void>;
}

/** Starts the service and listens; resolves when it answers. */
export async function startServer(config: ServerConfig, version: string): Promise<RunningServer> {
  const logger = jsonLogger(config.logLevel);
  const adapter = new FastifyAdapter({ bodyLimit: BODY_LIMIT, forceCloseConnections: true });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.forRoot(config, logger), adapter, {
    logger: new NestLogger(logger),
    abortOnError: false,
    // Nest's own parsers take forms too: what `curl -d` sends by itself would be one field with a strange name.
    bodyParser: false,
  });
  acceptCloudEvents(app);
  await app.register(helmet, { contentSecurityPolicy: false });
  if (config.roles.includes('api')) {
    serveOpenApi(app, version);
    serveAsyncApi(app, config, version);
  }
  await app.listen(config.port, config.host);
  return { app, url: await app.getUrl(), close: () => app.close() };
}

/** CloudEvents are JSON under names of their own; NDJSON is handed on unread, so that its length does not matter. */
function acceptCloudEvents(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.removeContentTypeParser('text/plain');
  const parseJson = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeContentTypeParser('application/json');
  fastify.addContentTypeParser(
    ['application/json', 'application/cloudevents+json', 'application/cloudevents-batch+json'],
    { parseAs: 'string' },
    // Most bodies here are optional, and a client that names a type for none means no harm.
    (request, body, done) => {
      if (body === '') return done(null, undefined);
      // Rule sets are judged as they were written: a parser would pass over a member that is there twice.
      if (isRuleSet(request.method, request.url)) return done(null, body);
      void parseJson(request, body as string, done);
    },
  );
  fastify.addContentTypeParser('application/x-ndjson', (_request, payload, done) => done(null, payload));
}
