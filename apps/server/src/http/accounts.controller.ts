import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { Needs } from '@bailiwick/access';
import type { AccountState } from '@bailiwick/lifecycle';
import { GetAccount, ListAccounts } from '@bailiwick/portfolio';
import { z } from 'zod';
import {
  accountPageSchema,
  accountSchema,
  historyPageSchema,
  ownerSchema,
  tierExplanationSchema,
} from './answers/account.schema.js';
import { ApiPaging } from './answers/api-paging.js';
import { Answers } from './answers/json-schema.js';
import { DEFAULT_LIMIT, type Page, pageOf } from './paging.js';
import {
  flag,
  MAX_PAGE,
  momentOrDay,
  notFound,
  pageParams,
  position,
  readParams,
  wholeNumber,
} from './query-params.js';
import { AccountHistory, type HistoryEntry } from './reads/account-history.js';
import { AccountOwner, type OwnerView } from './reads/account-owner.js';
import { ExplainTier, type TierExplanation } from './reads/explain-tier.js';

const listParams = z.strictObject({
  ...pageParams,
  status: z.enum(['active', 'churned', 'merged']).optional(),
  csm: z.string().optional(),
  tier: z.string().optional(),
  unassigned: flag.optional(),
});
const historyParams = z.strictObject({
  after: position.default(0),
  limit: wholeNumber(1, MAX_PAGE).default(DEFAULT_LIMIT),
});
const ownerParams = z.strictObject({ at: momentOrDay.optional(), asKnownAt: momentOrDay.optional() });

/** The accounts as the log tells them. */
@ApiTags('accounts')
@ApiBearerAuth()
@Needs('viewer')
@Controller('v1/accounts')
export class AccountsController {
  constructor(@Inject(QueryBus) private readonly queries: QueryBus) {}

  @Get()
  @ApiOperation({ summary: 'Accounts by id, a page at a time' })
  @ApiPaging()
  @ApiQuery({ name: 'status', required: false, enum: ['active', 'churned', 'merged'] })
  @ApiQuery({ name: 'csm', required: false, description: 'those that this CSM or pool owns' })
  @ApiQuery({ name: 'tier', required: false })
  @ApiQuery({
    name: 'unassigned',
    required: false,
    enum: ['true', 'false'],
    description: 'true: active accounts without an owner; false: accounts with one',
  })
  @Answers('a page', accountPageSchema)
  async list(@Query() query: unknown): Promise<Page<AccountState>> {
    const params = readParams(listParams, query);
    const accounts = await this.queries.execute(new ListAccounts());
    const wanted = accounts.filter((account) => matches(account, params));
    return pageOf(wanted, (a) => a.accountId, params);
  }

  @Get(':id')
  @ApiOperation({ summary: 'One account' })
  @Answers('the account', accountSchema)
  async one(@Param('id') id: string): Promise<AccountState> {
    const account = await this.queries.execute(new GetAccount(id));
    if (!account) throw notFound('account', id);
    return account;
  }

  @Get(':id/history')
  @ApiOperation({
    summary: 'Everything recorded about an account, in order',
    description:
      "What came in and what was decided, in the order of the log. A transfer of an AE's patch is recorded with the AE, not here.",
  })
  @ApiQuery({
    name: 'after',
    required: false,
    description: 'a position; the `next` of the page before; default 0, the start',
  })
  @ApiQuery({
    name: 'limit',
    required: false,
    description: '1 to 1,000, default 100; a commit is never cut, so that a page may hold more',
  })
  @Answers('a page', historyPageSchema)
  history(@Param('id') id: string, @Query() query: unknown): Promise<Page<HistoryEntry>> {
    const { after, limit } = readParams(historyParams, query);
    return this.queries.execute(new AccountHistory(id, after, limit));
  }

  @Get(':id/owner')
  @ApiOperation({
    summary: 'Who looks, or looked, after an account',
    description:
      'The owner at a moment of business time, as known at a moment of recording: corrections that came later do not count. A day stands for its last moment (UTC).',
  })
  @ApiQuery({
    name: 'at',
    required: false,
    description: 'a moment or a day; default now',
    example: '2026-03-03',
  })
  @ApiQuery({
    name: 'asKnownAt',
    required: false,
    description: 'a moment or a day; default now',
    example: '2026-03-10T12:00:00Z',
  })
  @Answers('the owner', ownerSchema)
  owner(@Param('id') id: string, @Query() query: unknown): Promise<OwnerView> {
    const { at, asKnownAt } = readParams(ownerParams, query);
    return this.queries.execute(new AccountOwner(id, at, asKnownAt));
  }

  @Get(':id/tier/explain')
  @ApiOperation({
    summary: "Why an account's tier is what it is",
    description:
      'What the rule set in force says of the account today, in words and with every rule and condition, beside the present tier and who decided it when.',
  })
  @Answers('the explanation', tierExplanationSchema)
  explainTier(@Param('id') id: string): Promise<TierExplanation> {
    return this.queries.execute(new ExplainTier(id));
  }
}

function matches(account: AccountState, wanted: z.output<typeof listParams>): boolean {
  const { status, csm, tier, unassigned } = wanted;
  if (status !== undefined && account.status !== status) return false;
  if (csm !== undefined && account.csmId !== csm) return false;
  if (tier !== undefined && account.tier !== tier) return false;
  if (unassigned === undefined) return true;
  return unassigned ? account.status === 'active' && !account.csmId : account.csmId !== undefined;
}
