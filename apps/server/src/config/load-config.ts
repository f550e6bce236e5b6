import { readFileSync } from 'node:fs';
import { closest, zodProblems } from '@bailiwick/contracts';
import { InvalidInputError, type Problem } from '@bailiwick/kernel';
import { parse as parseYaml } from 'yaml';
import {
  configSchema,
  ENVIRONMENT,
  LISTS,
  SAFE_TOKEN_LENGTH,
  SECRETS,
  type ServerConfig,
} from './config.schema.js';
import { kafkaSecurityProblems } from './kafka-security.js';
import { rolesThatLack } from './roles-that-lack.js';

export interface ConfigSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** YAML or JSON. */
  readonly file?: string | undefined;
  /** From the command line; beats the environment, which beats the file. */
  readonly flags?: Readonly<Partial<Record<keyof ServerConfig, unknown>>>;
}

export interface LoadedConfig {
  readonly config: ServerConfig;
  readonly warnings: readonly Problem[];
}

/**
 * The configuration from flags, environment and file.
 * @throws InvalidInputError with every problem of every source at once
 */
export function loadConfig({ env, file, flags = {} }: ConfigSources): LoadedConfig {
  const problems: Problem[] = [];
  const fromFile = file === undefined ? {} : readConfigFile(file, problems);
  const fromEnv = readEnvironment(env, problems);
  const given = { ...fromFile, ...fromEnv, ...definedOnly(flags) };
  const parsed = configSchema.safeParse(given);
  if (!parsed.success)
    problems.push(
      ...zodProblems(parsed.error.issues, given, { knownFields: Object.keys(ENVIRONMENT) }).map(named),
    );
  const across = [...rolesThatLack(given), ...kafkaSecurityProblems(given)];
  problems.push(...across.filter(({ severity }) => severity !== 'warning'));
  if (problems.length > 0 || !parsed.success) throw new InvalidInputError(problems);
  const warnings = across.filter(({ severity }) => severity === 'warning');
  return { config: parsed.data, warnings: [...warningsOf(parsed.data), ...warnings] };
}

function readEnvironment(env: ConfigSources['env'], problems: Problem[]): Record<string, unknown> {
  const given: Record<string, unknown> = {};
  for (const field of Object.keys(ENVIRONMENT) as (keyof ServerConfig)[]) {
    const name = ENVIRONMENT[field];
    const value = env[name] ?? fromSecretFile(name, env[`${name}_FILE`], problems);
    if (value !== undefined && value !== '') given[field] = LISTS.includes(field) ? splitList(value) : value;
  }
  return given;
}

function fromSecretFile(name: string, path: string | undefined, problems: Problem[]): string | undefined {
  if (!path) return undefined;
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    problems.push({
      code: 'unreadable-file',
      message: `${name}_FILE names ${path}, which cannot be read`,
      value: path,
    });
    return undefined;
  }
}

function readConfigFile(file: string, problems: Problem[]): Record<string, unknown> {
  try {
    const value: unknown = parseYaml(readFileSync(file, 'utf8'), { maxAliasCount: 0 });
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) return { ...value };
    problems.push({
      code: 'bad-config-file',
      message: `${file} is not a list of settings`,
      file,
      expected: 'names with values, as YAML or JSON',
    });
  } catch (error) {
    problems.push({
      code: 'bad-config-file',
      message: `${file} cannot be read: ${(error as Error).message}`,
      file,
    });
  }
  return {};
}

function named(problem: Problem): Problem {
  const field = problem.pointer?.split('/')[1] ?? '';
  const variable = Object.hasOwn(ENVIRONMENT, field) ? ENVIRONMENT[field as keyof ServerConfig] : undefined;
  if (SECRETS.includes(field)) {
    const { value: _, ...rest } = problem;
    return { ...rest, message: `${field} is malformed (${variable})` };
  }
  const like = variable ? undefined : closest(field, Object.keys(ENVIRONMENT), 3);
  return {
    ...problem,
    ...(variable ? { message: `${problem.message} (${variable})` } : {}),
    ...(like ? { hint: `Maybe "${like}"` } : {}),
  };
}

function warningsOf({ token, host }: ServerConfig): Problem[] {
  const warnings: Problem[] = [];
  if (token !== undefined && token.length < SAFE_TOKEN_LENGTH)
    warnings.push({
      code: 'short-token',
      severity: 'warning',
      message: `BAILIWICK_TOKEN has ${token.length} characters`,
      expected: `at least ${SAFE_TOKEN_LENGTH}`,
    });
  if (!['127.0.0.1', '::1', 'localhost'].includes(host))
    warnings.push({
      code: 'open-address',
      severity: 'warning',
      message: `the service listens on ${host}, beyond this machine, without TLS`,
      hint: 'Maybe put it behind a proxy that speaks TLS',
    });
  return warnings;
}

const splitList = (text: string): string[] =>
  text
    .split(',')
    .map((s) => s.trim())
    .filter(Boolean);

function definedOnly(flags: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(flags).filter(([, v]) => v !== undefined));
}
