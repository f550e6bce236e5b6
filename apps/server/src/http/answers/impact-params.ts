import { applyDecorators } from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';

/** The parameters of the routes that tell an impact. */
export const ImpactParams = (): MethodDecorator =>
  applyDecorators(
    ApiQuery({
      name: 'reOptimise',
      required: false,
      schema: { type: 'boolean', default: false },
      description:
        'also tell which territories would move if the book were then re-optimised, beside what re-optimising it under the rules in force moves; two plans, made one after the other when their turn comes',
    }),
    ApiQuery({
      name: 'timeLimitSeconds',
      required: false,
      schema: { type: 'integer', minimum: 1, maximum: 600, default: 60 },
      description:
        'for the impact and both plans together, from when it is worked on; a machine that needs longer to read the company and to find any plan takes longer',
    }),
    ApiQuery({
      name: 'iterations',
      required: false,
      schema: { type: 'integer', minimum: 1 },
      description: 'of the search; when given, the same question has the same answer unless time ends a plan',
    }),
    ApiQuery({ name: 'seed', required: false, schema: { type: 'integer', minimum: 0, default: 1 } }),
  );
