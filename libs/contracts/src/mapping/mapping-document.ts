import { z } from 'zod';

const MAX_EXPRESSION = 20_000;
const MAX_RULES = 200;
const MAX_SAMPLES = 500;
const MAX_NAME = 120;

const name = z.string().min(1).max(MAX_NAME);
const expression = z.string().min(1).max(MAX_EXPRESSION);

/** One sort of foreign event, and the account events that it means. */
const mappingRule = z.strictObject({
  name,
  when: expression.meta({ description: 'JSONata: the rule is taken where it gives true' }),
  event: expression.meta({
    description:
      'JSONata: a CloudEvent, a list of them, or nothing for an event that means nothing; `specversion` may be left out',
  }),
});

/** A foreign event and what must become of it. */
const mappingSample = z
  .strictObject({
    name,
    message: z.unknown().meta({ description: 'the foreign event, as JSON' }),
    key: z.string().optional().meta({ description: 'the key of the Kafka message: `$key`' }),
    headers: z
      .record(z.string(), z.string())
      .optional()
      .meta({ description: 'the headers of the Kafka message: `$headers`' }),
    events: z
      .array(z.record(z.string(), z.unknown()))
      .optional()
      .meta({ description: 'the events that it must become, as they are recorded' }),
    refused: name.optional().meta({ description: 'the code of the problem that it must be refused for' }),
  })
  .refine(({ events, refused }) => (events === undefined) !== (refused === undefined), {
    error: 'either `events` or `refused`: a sample without them would always pass',
  });

/** How events of another shape become account events; see docs/guides/foreign-events.md. */
export const mappingDocument = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,59}$/, 'lower-case letters, digits and dashes, 60 at most')
    .meta({ description: 'the name of the mapping' }),
  description: z.string().max(2_000).optional(),
  rules: z.array(mappingRule).min(1).max(MAX_RULES),
  unmatched: z
    .enum(['refuse', 'ignore'])
    .default('refuse')
    .meta({ description: 'what becomes of an event that no rule takes and that is no account event itself' }),
  samples: z.array(mappingSample).max(MAX_SAMPLES).default([]),
});

export type MappingDocument = z.output<typeof mappingDocument>;
export type MappingSample = MappingDocument['samples'][number];

/** The JSON Schema of mappings, for editors. */
export function mappingJsonSchema(): unknown {
  return z.toJSONSchema(mappingDocument, { io: 'input' });
}
