import { closest, defaultPolicy, type Policy, PRESET_NAMES, presetNamed } from '@bailiwick/contracts';
import type { Problem } from '@bailiwick/kernel';
import { readPolicy } from '@bailiwick/planning';
import type { CliIo } from '../cli-io.js';
import { unreadable } from './unreadable.js';

/** What Node says of a name that is no file's. */
const NO_FILE = ['ENOENT', 'EISDIR'];

/**
 * The policy in the file of that name; where there is no such file, the preset of that name; the default one where
 * neither was asked for.
 */
export async function choosePolicy(
  fileOrPreset: string | undefined,
  io: CliIo,
): Promise<{ readonly policy?: Policy; readonly problems: readonly Problem[] }> {
  if (fileOrPreset === undefined) return { policy: defaultPolicy, problems: [] };
  const file = await io.readFile(fileOrPreset).catch((error: NodeJS.ErrnoException) => error);
  if (file instanceof Uint8Array) return readPolicy(file, fileOrPreset);
  const preset = NO_FILE.includes(file.code ?? '') ? presetNamed(fileOrPreset) : undefined;
  return preset ? { policy: preset, problems: [] } : { problems: [neither(fileOrPreset, file)] };
}

function neither(name: string, reason: NodeJS.ErrnoException): Problem {
  const like = closest(name, PRESET_NAMES, 2);
  return {
    ...unreadable(name, reason),
    expected: `a readable file, or one of the presets ${PRESET_NAMES.join(', ')}`,
    ...(like === undefined ? {} : { hint: `Maybe "${like}"` }),
  };
}
