import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWith } from '../../../../../test/support/needs.js';
import { openLog } from '../../../../../test/support/open-log.js';
import { freshDatabase, mongodb, useServer } from '../../../../../test/support/servers.js';
import { deliveriesContract } from '../../testing/deliveries.contract.js';

describe('in a folder', () => {
  let folder: string;
  beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'bailiwick-deliveries-'))));
  afterEach(() => rm(folder, { recursive: true, force: true }));

  deliveriesContract('the embedded store', () => openLog(folder));
});

describeWith(mongodb, 'on a server', () => {
  const servers = useServer('mongodb');
  let mongodbUri: string;
  beforeEach(() => void (mongodbUri = freshDatabase(servers.now())));

  deliveriesContract('MongoDB', () => openLog('', mongodbUri));
});
