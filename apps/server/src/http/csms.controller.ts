import { Controller, Get, Inject, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ListCsms } from '@bailiwick/portfolio';
import type { CsmState } from '@bailiwick/workforce';
import { type Page, pageOf } from './paging.js';

/** The CSMs and pools as the log tells them. */
@ApiTags('csms')
@ApiBearerAuth()
@Controller('v1/csms')
export class CsmsController {
  constructor(@Inject(QueryBus) private readonly queries: QueryBus) {}

  @Get()
  @ApiOperation({ summary: 'CSMs and pools by id, a page at a time' })
  async list(@Query('after') after?: string, @Query('limit') limit?: string): Promise<Page<CsmState>> {
    return pageOf(await this.queries.execute(new ListCsms()), (c) => c.csmId, { after, limit });
  }
}
