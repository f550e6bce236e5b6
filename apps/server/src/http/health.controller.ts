import { Controller, Get, Inject, ServiceUnavailableException } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Open } from '@bailiwick/access';
import { EVENT_STORE, type EventStore } from '@bailiwick/event-store';

/** Whether the process lives, and whether it can do its work. */
@ApiTags('health')
@Open()
@Controller('health')
export class HealthController {
  constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {}

  @Get('live')
  @ApiOkResponse({ description: 'The process answers.' })
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('ready')
  @ApiOkResponse({ description: 'The log can be read.' })
  async ready(): Promise<{ status: 'ok'; head: number }> {
    try {
      return { status: 'ok', head: (await this.store.head()).position };
    } catch {
      throw new ServiceUnavailableException('the event store cannot be read');
    }
  }
}
