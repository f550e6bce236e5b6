import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Needs } from '@bailiwick/access';
import { ListCsms } from '@bailiwick/portfolio';
import type { CsmState } from '@bailiwick/workforce';
import { z } from 'zod';
import { ApiPaging } from './answers/api-paging.js';
import { Answers } from './answers/json-schema.js';
import { bookSchema, csmPageSchema, csmSchema } from './answers/workforce.schema.js';
import { type Page, pageOf } from './paging.js';
import { pageParams, readParams } from './query-params.js';
import { type BookView, CsmBook, GetCsm } from './reads/csm-book.js';

const listParams = z.strictObject(pageParams);

/** The CSMs and pools as the log tells them. */
@ApiTags('csms')
@ApiBearerAuth()
@Needs('viewer')
@Controller('v1/csms')
export class CsmsController {
  constructor(@Inject(QueryBus) private readonly queries: QueryBus) {}

  @Get()
  @ApiOperation({ summary: 'CSMs and pools by id, a page at a time' })
  @ApiPaging()
  @Answers('a page', csmPageSchema)
  async list(@Query() query: unknown): Promise<Page<CsmState>> {
    const params = readParams(listParams, query);
    return pageOf(await this.queries.execute(new ListCsms()), (c) => c.csmId, params);
  }

  @Get(':id')
  @ApiOperation({ summary: 'One CSM or pool' })
  @Answers('the CSM', csmSchema)
  one(@Param('id') id: string): Promise<CsmState> {
    return this.queries.execute(new GetCsm(id));
  }

  @Get(':id/book')
  @ApiOperation({
    summary: 'The book of business of a CSM or pool',
    description:
      'The active accounts that the CSM owns today, with totals. ARR is in one currency; hours are those of the tier by the built-in rule set and policy, before skill factors.',
  })
  @Answers('the book', bookSchema)
  book(@Param('id') id: string): Promise<BookView> {
    return this.queries.execute(new CsmBook(id));
  }
}
