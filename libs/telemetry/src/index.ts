export { jsonLogger, LOG_LEVELS, type LogLevel } from './adapters/pino-logger.js';
export { NestLogger } from './nest/nest-logger.js';
