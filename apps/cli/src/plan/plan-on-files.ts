import { describeProblem, type IsoDate, type Problem } from '@bailiwick/kernel';
import {
  exportModel,
  type FrontierPoint,
  type Plan,
  planTerritories,
  threadedEngine,
} from '@bailiwick/planning';
import { type CliIo, EXIT, type ExitCode } from '../cli-io.js';
import { exitCodeOf, proofInWords } from './outcome.js';
import { progressDisplay } from './progress.js';
import { type InputFiles, readInputs } from './read-inputs.js';
import { writePlan } from './write-files.js';
import { planFiles } from './write-plan.js';

export interface FilePlanFlags extends InputFiles {
  readonly out: string;
  readonly asOf?: IsoDate;
  readonly timeLimit?: number;
  readonly iterations?: number;
  readonly solver?: 'auto' | 'highs' | 'glpk';
  readonly seed?: number;
  readonly exportModel?: string;
  readonly frontier?: readonly number[];
  readonly strict: boolean;
  readonly json: boolean;
}

const DEFAULT_SECONDS = 60;

/** `plan` on files: read, tier, re-optimise, explain, write. */
export async function planOnFiles(flags: FilePlanFlags, io: CliIo): Promise<ExitCode> {
  // The limit is on the whole command, so the time that Node took to start counts too.
  const started = Math.floor(performance.timeOrigin);
  const { timeLimit = DEFAULT_SECONDS, seed = 1, solver = 'auto' } = flags;
  const asOf = flags.asOf ?? (new Date(started).toISOString().slice(0, 10) as IsoDate);
  const progress = progressDisplay(io.stderr, process.stderr.isTTY && !flags.json, Date.now);
  progress.update({ phase: 'read', done: 0, objective: null, bound: null });
  const { input, problems, warnings } = await readInputs(flags, asOf, flags.strict, io);
  if (!input) {
    progress.end();
    return refuse(problems, warnings, flags.json, io);
  }
  const engine = threadedEngine();
  try {
    if (flags.exportModel !== undefined) await exportModel(input, flags.exportModel);
    const spent = (Date.now() - started) / 1000;
    const options = {
      seed,
      iterations: flags.iterations ?? null,
      timeLimitSeconds: Math.max(0.5, timeLimit - spent - WRITE_SECONDS),
      solver,
      ...(flags.frontier ? { frontier: flags.frontier } : {}),
      onProgress: progress.update,
    };
    const made = await planTerritories(input, options, engine, Date.now);
    const plan: Plan = {
      ...made,
      limits: { ...made.limits, timeLimitSeconds: timeLimit },
      seconds: (Date.now() - started) / 1000,
    };
    await writePlan(planFiles(plan, 'Territory plan'), flags.out);
    progress.end();
    for (const w of warnings) io.stderr(`warning: ${describeProblem(w)}\n`);
    io.stdout(flags.json ? `${JSON.stringify(digest(plan, warnings))}\n` : inWords(plan, flags.out));
    return exitCodeOf(plan);
  } finally {
    progress.end();
    await engine.close();
  }
}

/** Time set aside for writing the outputs and leaving. */
const WRITE_SECONDS = 0.7;

function refuse(
  problems: readonly Problem[],
  warnings: readonly Problem[],
  json: boolean,
  io: CliIo,
): ExitCode {
  if (json) io.stdout(`${JSON.stringify({ status: 'invalid-input', problems, warnings })}\n`);
  for (const p of problems) io.stderr(`error: ${describeProblem(p)}\n`);
  for (const w of warnings) io.stderr(`warning: ${describeProblem(w)}\n`);
  io.stderr(`${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}; nothing was written\n`);
  return EXIT.usage;
}

function digest(plan: Plan, warnings: readonly Problem[]): Record<string, unknown> {
  const { status, objective, bound, gap, terms, counts, seconds, relaxations, frontier } = plan;
  const along = frontier ? { frontier } : {};
  return { status, objective, bound, gap, terms, counts, seconds, relaxations, ...along, warnings };
}

function inWords(plan: Plan, folder: string): string {
  const { counts, seconds, relaxations } = plan;
  const lines = [
    proofInWords(plan),
    `${counts['accounts']} accounts: ${counts['moved']} change hands (${counts['mandatory']} mandatory, ${counts['discretionary']} by choice), ${counts['placed']} placed, ${counts['unassigned']} unassigned`,
    ...relaxations.map((r) => `! ${r.message}${r.remedy ? `\n  ${r.remedy}` : ''}`),
    ...(plan.frontier ?? []).map(pointInWords),
    `${folder}: assignments.csv, moves.csv, csms.csv, summary.json, ${plan.frontier ? 'frontier.json, ' : ''}report.html (${seconds.toFixed(1)} s)`,
  ];
  return `${lines.join('\n')}\n`;
}

function pointInWords({ maxMoves, moves, priceOfOneMore, ...proof }: FrontierPoint): string {
  const price = priceOfOneMore === null ? '' : `; one more saves ${priceOfOneMore.toFixed(2)}`;
  return `at most ${Math.floor(maxMoves)} moves by choice (${moves} made): ${proofInWords(proof)}${price}`;
}
