import { Controller, Get, Inject, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { Needs } from '@bailiwick/access';
import { z } from 'zod';
import { ApiPaging } from './answers/api-paging.js';
import { Answers } from './answers/json-schema.js';
import { pairPageSchema } from './answers/workforce.schema.js';
import { type Page, pageOf } from './paging.js';
import { pageParams, readParams } from './query-params.js';
import { ListPairs, type Pair, pairKey } from './reads/list-pairs.js';

const listParams = z.strictObject({ ...pageParams, ae: z.string().optional(), csm: z.string().optional() });

/** Which AEs and CSMs work together. */
@ApiTags('pairs')
@ApiBearerAuth()
@Needs('viewer')
@Controller('v1/pairs')
export class PairsController {
  constructor(@Inject(QueryBus) private readonly queries: QueryBus) {}

  @Get()
  @ApiOperation({
    summary: "The AE–CSM pairs of today's book, a page at a time",
    description: 'With the active accounts that they share and the ARR of those, in one currency.',
  })
  @ApiPaging()
  @ApiQuery({ name: 'ae', required: false, description: 'the pairs of this AE' })
  @ApiQuery({ name: 'csm', required: false, description: 'the pairs of this CSM' })
  @Answers('a page', pairPageSchema)
  async list(@Query() query: unknown): Promise<Page<Pair>> {
    const { ae, csm, ...page } = readParams(listParams, query);
    const pairs = await this.queries.execute(new ListPairs());
    const wanted = pairs.filter(
      (pair) => (ae === undefined || pair.aeId === ae) && (csm === undefined || pair.csmId === csm),
    );
    return pageOf(wanted, pairKey, page);
  }
}
