import { InvalidInputError } from '@bailiwick/kernel';
import type { ServerConfig } from '../../../server/src/config/config.schema.js';
import { loadConfig } from '../../../server/src/config/load-config.js';
import { eventMappingOf } from '../../../server/src/event-mapping.js';
import { type Finding, ofProblem, ok } from './finding.js';

/** The configuration as `serve` would read it; `config` is absent when it would refuse it. */
export function checkConfig(
  file: string | undefined,
  dataDir: string | undefined,
): { readonly config?: ServerConfig; readonly findings: readonly Finding[] } {
  try {
    const { config, warnings } = loadConfig({ env: process.env, file, flags: { dataDir } });
    eventMappingOf(config);
    const told = ok('configuration', `${file ?? 'environment'}: no problems`);
    return { config, findings: [told, ...warnings.map((problem) => ofProblem('configuration', problem))] };
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    return { findings: error.problems.map((problem) => ofProblem('configuration', problem)) };
  }
}
