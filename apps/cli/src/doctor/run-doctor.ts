import { type CliIo, EXIT, type ExitCode } from '../cli-io.js';
import type { ServerFlags } from '../client/connection.js';
import { checkConfig } from './config.check.js';
import { checkDataDir } from './data-dir.check.js';
import { type Finding, findingText } from './finding.js';
import { checkKafka } from './kafka.check.js';
import { checkLog } from './log.check.js';
import { checkNode } from './node.check.js';
import { checkPort } from './port.check.js';
import { checkService } from './service.check.js';
import { checkSnapshots } from './snapshots.check.js';
import { checkSolvers } from './solvers.check.js';

export interface DoctorFlags extends ServerFlags {
  readonly config?: string;
  readonly data?: string;
  readonly deep: boolean;
  readonly json: boolean;
}

/** Runs every check that makes sense with what the earlier ones found, and tells each as soon as it is done. */
export async function runDoctor(flags: DoctorFlags, io: CliIo): Promise<ExitCode> {
  const findings: Finding[] = [];
  for await (const finding of checks(flags, io)) {
    findings.push(finding);
    if (!flags.json) io.stdout(findingText(finding));
  }
  const count = (status: Finding['status']): number => findings.filter((f) => f.status === status).length;
  const healthy = count('fail') === 0;
  if (flags.json) io.stdout(`${JSON.stringify({ ok: healthy, findings })}\n`);
  else io.stdout(`${count('ok')} ok, ${count('warn')} to look at, ${count('fail')} failed\n`);
  return healthy ? EXIT.done : EXIT.failed;
}

async function* checks(flags: DoctorFlags, io: CliIo): AsyncGenerator<Finding> {
  yield checkNode(process.versions.node);
  const { config, findings } = checkConfig(flags.config, flags.data);
  yield* findings;
  const dataDir = config?.dataDir ?? flags.data;
  if (dataDir !== undefined) {
    yield* await checkDataDir(dataDir);
    const { head, findings: ofLog } = await checkLog({ dataDir, mongodbUri: config?.mongodbUri }, flags.deep);
    yield* ofLog;
    // Beside a log in a database, the folder's snapshots are of an older log.
    if (!config?.mongodbUri) yield* await checkSnapshots(dataDir, head);
  }
  if (config) yield* await checkKafka(config);
  yield* await checkSolvers();
  if (config && flags.server === undefined) yield await checkPort(config.host, config.port);
  if (flags.server !== undefined || process.env['BAILIWICK_SERVER']) yield* await checkService(flags, io);
}
