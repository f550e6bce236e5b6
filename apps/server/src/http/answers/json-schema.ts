import { ApiResponse } from '@nestjs/swagger';
import { z } from 'zod';

type SchemaObject = Extract<Parameters<typeof ApiResponse>[0], { schema: unknown }>['schema'];

/** The schema for the API's description (JSON Schema 2020-12, as in OpenAPI 3.1), with the examples of its `meta`. */
export function jsonSchemaOf(schema: z.ZodType): SchemaObject {
  const { $schema: _dialect, ...json } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  // zod leaves them out where a part of the schema transforms its input; ours are unchanged by it.
  const examples = schema.meta()?.['examples'];
  return { ...json, ...(examples ? { examples } : {}) } as SchemaObject;
}

/** Documents the answer 200 of a route by the schema that its tests check real answers with. */
export const Answers = (description: string, schema: z.ZodType) =>
  ApiResponse({ status: 200, description, schema: jsonSchemaOf(schema) });
