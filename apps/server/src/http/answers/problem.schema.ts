import { z } from 'zod';

/** Every error of the API. @see RFC 9457 */
export const problemSchema = z
  .strictObject({
    type: z.string().meta({ description: '`urn:bailiwick:problem:CODE`' }),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    instance: z.string(),
    code: z.string(),
    problems: z
      .array(
        z.looseObject({
          code: z.string(),
          message: z.string(),
          pointer: z.string().optional(),
          expected: z.string().optional(),
          hint: z.string().optional(),
        }),
      )
      .optional()
      .meta({ description: 'every fault of the input' }),
  })
  .meta({
    examples: [
      {
        type: 'urn:bailiwick:problem:not-found',
        title: 'Not found',
        status: 404,
        detail: 'there is no account A9',
        instance: '/v1/accounts/A9',
        code: 'not-found',
        problems: [
          {
            code: 'not-found',
            message: 'there is no account A9',
            value: 'A9',
            expected: 'the id of an account',
          },
        ],
      },
    ],
  });
