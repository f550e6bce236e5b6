import { fail, type Finding, ok } from './finding.js';

const MINIMUM = [20, 19] as const;

/** @param version as in `process.versions.node` */
export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const enough = major > MINIMUM[0] || (major === MINIMUM[0] && minor >= MINIMUM[1]);
  if (enough) return ok('node', `Node ${version}`);
  return fail('node', `Node ${version} is too old`, `Install Node ${MINIMUM.join('.')} or newer`);
}
