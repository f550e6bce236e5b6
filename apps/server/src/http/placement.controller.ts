import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Needs } from '@bailiwick/access';
import { GetCandidates, ListUnplaced } from '@bailiwick/territory';
import { z } from 'zod';
import { ApiPaging } from './answers/api-paging.js';
import { Answers } from './answers/json-schema.js';
import { candidatesSchema, unplacedPageSchema } from './answers/plan.schema.js';
import { pageOf } from './paging.js';
import { pageParams, readParams } from './query-params.js';

const listParams = z.strictObject(pageParams);

/** Who could look after an account, and which accounts nobody looks after. */
@ApiTags('accounts')
@ApiBearerAuth()
@Needs('viewer')
@Controller('v1')
export class PlacementController {
  constructor(@Inject(QueryBus) private readonly queries: QueryBus) {}

  @Get('accounts/:id/candidates')
  @ApiOperation({
    summary: 'Who could look after an account',
    description:
      'Every CSM who may have it, cheapest first by the objective of the plans with everything else as it is, then the nearest of those who may not, with what stands against them.',
  })
  @Answers('the candidates', candidatesSchema)
  async candidates(@Param('id') id: string): Promise<z.output<typeof candidatesSchema>> {
    const { ranked, best, ...rest } = await this.queries.execute(new GetCandidates(id));
    const { accountId, tier, hours, unit, present } = rest;
    return {
      accountId,
      tier,
      hours,
      unit: [...unit],
      present,
      best: best?.csmId ?? null,
      candidates: ranked.map(({ csmId, cost, terms, blockedBy }) => ({
        csmId,
        cost: rounded(cost),
        terms: Object.fromEntries(Object.entries(terms).map(([term, points]) => [term, rounded(points)])),
        blockedBy: blockedBy.map(({ constraint, text }) => ({ constraint, text })),
      })),
    };
  }

  @Get('unplaced')
  @ApiOperation({
    summary: 'Accounts that nobody looks after, and why',
    description: 'Each is tried again when a CSM, capacity or eligibility changes.',
  })
  @ApiPaging()
  @Answers('a page', unplacedPageSchema)
  async unplaced(@Query() query: unknown) {
    const items = await this.queries.execute(new ListUnplaced());
    const page = pageOf(items, ({ accountId }) => accountId, readParams(listParams, query));
    return {
      ...page,
      items: page.items.map(({ accountId, since, why }) => ({
        accountId,
        since: new Date(since).toISOString(),
        why,
      })),
    };
  }
}

/** Points to a hundredth: more digits tell nobody anything. */
function rounded(points: number): number {
  return Math.round(points * 100) / 100;
}
