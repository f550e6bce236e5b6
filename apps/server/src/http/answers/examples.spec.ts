import { z } from 'zod';
import * as account from './account.schema.js';
import * as event from './event.schema.js';
import * as feed from './feed.schema.js';
import * as health from './health.schema.js';
import { jsonSchemaOf } from './json-schema.js';
import * as plan from './plan.schema.js';
import { problemSchema } from './problem.schema.js';
import * as ruleSet from './rule-set.schema.js';
import * as webhook from './webhook.schema.js';
import * as workforce from './workforce.schema.js';

const all: Readonly<Record<string, unknown>> = {
  ...account,
  ...event,
  ...feed,
  ...health,
  ...plan,
  ...ruleSet,
  ...webhook,
  ...workforce,
  problemSchema,
};
const schemas = Object.entries(all).filter(
  (entry): entry is [string, z.ZodType] => entry[1] instanceof z.ZodType,
);

describe('the examples in the description of the API', () => {
  it.each(schemas)('keep %s, which can be written as JSON Schema', (_name, schema) => {
    const examples = (schema.meta()?.['examples'] ?? []) as unknown[];
    for (const example of examples) expect(schema.parse(example)).toEqual(example);
    expect(jsonSchemaOf(schema)).toMatchObject({ type: 'object', ...(examples[0] ? { examples } : {}) });
  });
});
