import { Controller, Get, Inject, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Needs } from '@bailiwick/access';
import { ListAes } from '@bailiwick/portfolio';
import type { AeState } from '@bailiwick/workforce';
import { z } from 'zod';
import { ApiPaging } from './answers/api-paging.js';
import { Answers } from './answers/json-schema.js';
import { aePageSchema } from './answers/workforce.schema.js';
import { type Page, pageOf } from './paging.js';
import { pageParams, readParams } from './query-params.js';

const listParams = z.strictObject(pageParams);

/** The account executives as the log tells them. */
@ApiTags('aes')
@ApiBearerAuth()
@Needs('viewer')
@Controller('v1/aes')
export class AesController {
  constructor(@Inject(QueryBus) private readonly queries: QueryBus) {}

  @Get()
  @ApiOperation({ summary: 'AEs by id, a page at a time' })
  @ApiPaging()
  @Answers('a page', aePageSchema)
  async list(@Query() query: unknown): Promise<Page<AeState>> {
    const params = readParams(listParams, query);
    return pageOf(await this.queries.execute(new ListAes()), (ae) => ae.aeId, params);
  }
}
