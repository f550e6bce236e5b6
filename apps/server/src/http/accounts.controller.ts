import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { BailiwickError } from '@bailiwick/kernel';
import type { AccountState } from '@bailiwick/lifecycle';
import { GetAccount, ListAccounts } from '@bailiwick/portfolio';
import { pageOf, type Page } from './paging.js';

/** The accounts as the log tells them. */
@ApiTags('accounts')
@ApiBearerAuth()
@Controller('v1/accounts')
export class AccountsController {
  constructor(@Inject(QueryBus) private readonly queries: QueryBus) {}

  @Get()
  @ApiOperation({ summary: 'Accounts by id, a page at a time' })
  @ApiQuery({ name: 'after', required: false, description: 'the cursor of the page before' })
  @ApiQuery({ name: 'limit', required: false, description: '1 to 1,000, default 100' })
  async list(@Query('after') after?: string, @Query('limit') limit?: string): Promise<Page<AccountState>> {
    return pageOf(await this.queries.execute(new ListAccounts()), (a) => a.accountId, { after, limit });
  }

  @Get(':id')
  @ApiOperation({ summary: 'One account' })
  async one(@Param('id') id: string): Promise<AccountState> {
    const account = await this.queries.execute(new GetAccount(id));
    if (!account)
      throw new BailiwickError('not-found', `there is no account ${id.slice(0, 200)}`, {
        value: id.slice(0, 200),
        expected: 'the id of an account',
      });
    return account;
  }
}
