import { Controller, Get, Inject, ServiceUnavailableException } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Open } from '@bailiwick/access';
import { EVENT_STORE, type EventStore } from '@bailiwick/event-store';
import { PROCESS_RUNNER, type ProcessRunner } from '@bailiwick/territory';
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
  ) {}

  @Get('live')
  @ApiOperation({ summary: 'The process answers' })
  @Answers('it lives', liveSchema)
  live(): z.output<typeof liveSchema> {
    return { status: 'ok' };
  }

  @Get('ready')
  @ApiOperation({
    summary: 'The log can be read, and is followed',
    description:
      '503 while the log cannot be read, or what follows from it (tiers, owners) cannot be decided.',
  })
  @Answers('it is ready', readySchema)
  async ready(): Promise<z.output<typeof readySchema>> {
    const head = await this.store.head().then(
      ({ position }) => position,
      () => undefined,
    );
    if (head === undefined) throw new ServiceUnavailableException('the event store cannot be read');
    if (this.runner.trouble !== undefined)
      throw new ServiceUnavailableException('the territory process cannot go on; the log tells why');
    const { position } = this.runner;
    return { status: 'ok', head, process: { position, behind: Math.max(0, head - position) } };
  }
}
