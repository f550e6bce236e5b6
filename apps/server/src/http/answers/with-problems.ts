import type { OpenAPIObject } from '@nestjs/swagger';
import { jsonSchemaOf } from './json-schema.js';
import { problemSchema } from './problem.schema.js';

const REF = { $ref: '#/components/responses/Problem' };
const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** The description of the API with the form of every error, written once and referred to by every route. */
export function withProblems(document: OpenAPIObject): OpenAPIObject {
  const { components } = document;
  for (const path of Object.values(document.paths))
    for (const method of METHODS) {
      const operation = path[method];
      if (operation) operation.responses = { ...named(operation.responses), default: REF };
    }
  return {
    ...document,
    components: {
      ...components,
      schemas: { ...components?.schemas, Problem: jsonSchemaOf(problemSchema) as never },
      responses: {
        ...components?.responses,
        Problem: {
          description: 'An RFC 9457 problem: its code, and every fault of the input at once',
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      },
    },
  };
}

type Responses = NonNullable<OpenAPIObject['paths'][string]['get']>['responses'];

/** Errors that a route names keep their words, and get the form. */
function named(responses: Responses): Responses {
  const content = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
  return Object.fromEntries(
    Object.entries(responses).map(([status, response]) =>
      /^[45]/.test(status) && response && !('$ref' in response) && !response.content
        ? [status, { ...response, content }]
        : [status, response],
    ),
  );
}
