import type { Logger } from '@bailiwick/kernel';
import type { MongoCollections } from './mongo-connection.js';

/**
 * Calls `onInsert` soon after each commit of any process, on servers that have change streams; on others it ends at
 * once and polling alone has to do. It never carries events: a change stream cannot start at the log's beginning.
 */
export function wakeOnChanges(
  commits: MongoCollections['commits'],
  onInsert: () => void,
  logger: Logger,
): { close(): Promise<void> } {
  const stream = commits.watch([{ $match: { operationType: 'insert' } }, { $project: { _id: 1 } }]);
  stream.on('change', onInsert);
  stream.on('error', (error) => {
    logger.debug('no change stream: new commits of others are found by polling', { error: String(error) });
    void close();
  });
  const close = async (): Promise<void> => stream.close().catch(() => undefined);
  return { close };
}
