import type { LoggerService } from '@nestjs/common';
import type { Logger } from '@bailiwick/kernel';

/** Nest's own messages through our logger; its start-up chatter becomes debug. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...context: unknown[]): void {
    this.logger.debug(String(message), { context: context.at(-1) });
  }

  error(message: unknown, ...context: unknown[]): void {
    this.logger.error(String(message), { context });
  }

  warn(message: unknown, ...context: unknown[]): void {
    this.logger.warn(String(message), { context });
  }
}
