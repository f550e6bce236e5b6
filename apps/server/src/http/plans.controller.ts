import {
  BadRequestException,
  Body,
  Controller,
  Get,
  Header,
  HttpCode,
  Inject,
  Param,
  Post,
  Req,
} from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiBody, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { type AuthenticatedRequest, Needs } from '@bailiwick/access';
import { type PlanProposedData, zodProblems } from '@bailiwick/contracts';
import { InvalidInputError, type IsoDate } from '@bailiwick/kernel';
import { htmlReport, type Plan } from '@bailiwick/planning';
import { GetPlan, ListPlans, ProposePlan } from '@bailiwick/territory';
import { z } from 'zod';

const requestSchema = z
  .strictObject({
    asOf: z.iso.date().optional(),
    seed: z.number().int().min(0).optional(),
    timeLimitSeconds: z.number().min(1).max(3600).optional(),
  })
  .default({});

/** Plans of the whole book. A proposed plan moves nobody. */
@ApiTags('plans')
@ApiBearerAuth()
@Controller('v1/plans')
export class PlansController {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(QueryBus) private readonly queries: QueryBus,
  ) {}

  @Post()
  @HttpCode(201)
  @Needs('ops')
  @ApiOperation({
    summary: 'Propose a plan',
    description: 'Plans the whole book by the built-in rule set and policy; answers when the plan is made.',
  })
  @ApiBody({
    required: false,
    schema: { type: 'object', example: { asOf: '2026-10-01', timeLimitSeconds: 30 } },
  })
  @ApiResponse({ status: 201, description: 'the plan, without its rows' })
  @ApiResponse({ status: 422, description: 'the book cannot be planned, with every reason' })
  propose(@Body() body: unknown, @Req() request: AuthenticatedRequest): Promise<PlanProposedData> {
    const parsed = requestSchema.safeParse(body ?? undefined);
    if (!parsed.success) throw new InvalidInputError(zodProblems(parsed.error.issues, body));
    const { asOf, ...rest } = parsed.data;
    return this.commands.execute(
      new ProposePlan({ ...rest, asOf: asOf as IsoDate | undefined }, request.actor!),
    );
  }

  @Get()
  @ApiOperation({ summary: 'Every proposed plan, the oldest first' })
  async list(): Promise<{ plans: readonly PlanProposedData[] }> {
    return { plans: await this.queries.execute(new ListPlans()) };
  }

  @Get(':id')
  @ApiOperation({ summary: 'A plan: objective, bound, gap, terms, counts, metrics' })
  async one(@Param('id') id: string): Promise<unknown> {
    const { proposed, plan } = await this.read(id);
    const { accounts: _accounts, moves: _moves, csms: _csms, pairs: _pairs, ...summary } = plan;
    return { planId: proposed.planId, position: proposed.position, ...summary };
  }

  @Get(':id/moves')
  @ApiOperation({ summary: 'Every account that would leave its CSM, why, and who else could have it' })
  async moves(@Param('id') id: string): Promise<{ moves: Plan['moves'] }> {
    return { moves: (await this.read(id)).plan.moves };
  }

  @Get(':id/report')
  @Header('content-type', 'text/html; charset=utf-8')
  @ApiOperation({ summary: 'The plan as a page with pictures' })
  async report(@Param('id') id: string): Promise<string> {
    return htmlReport((await this.read(id)).plan, 'Territory plan');
  }

  private read(id: string): Promise<{ proposed: PlanProposedData; plan: Plan }> {
    if (id.length > 100) throw new BadRequestException('a plan id has at most 100 characters');
    return this.queries.execute(new GetPlan(id));
  }
}
