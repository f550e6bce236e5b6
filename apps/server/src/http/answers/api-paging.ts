import { applyDecorators } from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';

/** Documents `after` and `limit` of a list. */
export const ApiPaging = () =>
  applyDecorators(
    ApiQuery({ name: 'after', required: false, description: 'the `next` of the page before' }),
    ApiQuery({ name: 'limit', required: false, description: '1 to 1,000, default 100' }),
  );
