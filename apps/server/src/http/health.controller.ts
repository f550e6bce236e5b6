import { Controller, Get, Inject, ServiceUnavailableException } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Open } from '@bailiwick/access';
import { EVENT_STORE, type EventStore } from '@bailiwick/event-store';
import { PROCESS_RUNNER, type ProcessRunner } from '@bailiwick/territory';
import { ROLE_STATES, type RoleStates } from '../role-states.js';
import type { z } from 'zod';
import { liveSchema, readySchema } from './answers/health.schema.js';
import { Answers } from './answers/json-schema.js';

/** Whether the process lives, and whether it can do its work. */
@ApiTags('health')
@Open()
@Controller('health')
export class HealthController {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(PROCESS_RUNNER) private readonly runner: ProcessRunner,
    @Inject(ROLE_STATES) private readonly states: RoleStates,
  ) {}

  @Get('live')
  @ApiOperation({ summary: 'The process answers' })
  @Answers('it lives', liveSchema)
  live(): z.output<typeof liveSchema> {
    return { status: 'ok' };
  }

  @Get('ready')
  @ApiOperation({
    summary: 'The log can be read, and each role does its work',
    description:
      '`roles` has what each role of this process is doing; of those that one process at a time does, others are `standing-by`. `process` is how far tiers and owners follow the log, whichever process decides them. 503 while the log cannot be read or tiers and owners cannot be decided here; without the role api also while any other role is in trouble.',
  })
  @Answers('it is ready', readySchema)
  async ready(): Promise<z.output<typeof readySchema>> {
    const head = await this.store.head().then(
      ({ position }) => position,
      () => undefined,
    );
    if (head === undefined) throw new ServiceUnavailableException('the event store cannot be read');
    const roles = await this.states(head);
    // Who can answer requests goes on doing so while a broker is away.
    for (const [role, { state, why }] of Object.entries(roles))
      if (state === 'in-trouble' && (role === 'process' || !roles.api))
        throw new ServiceUnavailableException(`the role ${role} is in trouble: ${why}`);
    const position = await this.runner.decidedPosition();
    return { status: 'ok', head, process: { position, behind: Math.max(0, head - position) }, roles };
  }
}
