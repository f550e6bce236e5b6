import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { withProblems } from './http/answers/with-problems.js';

/** The API's description at `/openapi.json`, and a page to read it at `/docs`. */
export function serveOpenApi(app: INestApplication, version: string): void {
  const config = new DocumentBuilder()
    .setTitle('Bailiwick')
    .setDescription(
      'Account lifecycle events in, tiers and territory plans out. Every route but the health checks and this description wants `Authorization: Bearer TOKEN`. Errors are RFC 9457 problems.',
    )
    .setVersion(version)
    .setOpenAPIVersion('3.1.0')
    .addBearerAuth()
    .build();
  const document = withProblems(SwaggerModule.createDocument(app, config));
  SwaggerModule.setup('docs', app, document, {
    jsonDocumentUrl: 'openapi.json',
    yamlDocumentUrl: 'openapi.yaml',
  });
}
