import { readFileSync } from 'node:fs';
import { InvalidInputError } from '@bailiwick/kernel';
import { type EventMapping, mappingFromText } from '@bailiwick/lifecycle';
import type { ServerConfig } from './config/config.schema.js';

/** The configured mapping of foreign events. @throws InvalidInputError with everything that is wrong with the file */
export function eventMappingOf({
  eventsMapping: file,
}: Pick<ServerConfig, 'eventsMapping'>): EventMapping | undefined {
  if (file === undefined) return undefined;
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new InvalidInputError([
      {
        code: 'unreadable-file',
        message: `EVENTS_MAPPING names ${file}, which cannot be read: ${(error as Error).message}`,
        value: file,
        expected: 'a mapping (JSON)',
      },
    ]);
  }
  return mappingFromText(text, file);
}
