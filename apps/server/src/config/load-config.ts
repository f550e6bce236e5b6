import { readFileSync } from 'node:fs';
import { closest, zodProblems } from '@bailiwick/contracts';
import { InvalidInputError, type Problem } from '@bailiwick/kernel';
import { parse as parseYaml } from 'yaml';
import { configSchema, ENVIRONMENT, SAFE_TOKEN_LENGTH, type ServerConfig } from './config.schema.js';

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

/** What no message may show. */
const SECRETS = new Set<string>(['token', 'webhooksKey'] satisfies (keyof ServerConfig)[]);

/** Further stores and brokers that this version does not speak to: better refused than silently ignored. */
const NOT_YET = ['MONGODB_URI', 'KAFKA_BROKERS'];

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
  for (const name of NOT_YET)
    if (env[name])
      problems.push({
        code: 'not-supported',
        message: `${name} is set, but this version keeps its log in DATA_DIR`,
        hint: `Maybe unset ${name}`,
      });
  if (problems.length > 0 || !parsed.success) throw new InvalidInputError(problems);
  return { config: parsed.data, warnings: warningsOf(parsed.data) };
}

function readEnvironment(env: ConfigSources['env'], problems: Problem[]): Record<string, unknown> {
  const given: Record<string, unknown> = {};
  for (const [field, name] of Object.entries(ENVIRONMENT)) {
    const value = env[name] ?? fromSecretFile(name, env[`${name}_FILE`], problems);
    if (value !== undefined && value !== '') given[field] = field === 'roles' ? splitList(value) : value;
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
  const like = variable ? undefined : closest(field, Object.keys(ENVIRONMENT), 3);
  if (variable && SECRETS.has(field)) return hidden(problem, variable);
  return {
    ...problem,
    ...(variable ? { message: `${problem.message} (${variable})` } : {}),
    ...(like ? { hint: `Maybe "${like}"` } : {}),
  };
}

/** The message of a problem shows the value as well. */
function hidden({ value: _, ...problem }: Problem, variable: string): Problem {
  return { ...problem, message: `${variable} cannot be used` };
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
