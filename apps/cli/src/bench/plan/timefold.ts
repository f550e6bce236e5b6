import { execFile } from 'node:child_process';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { BailiwickError } from '@bailiwick/kernel';
import { evaluateSolution, type Problem } from '@bailiwick/planning';
import { timefoldFile } from './timefold-file.js';

const run = promisify(execFile);

const SOURCE = fileURLToPath(new URL('../../../../../../scripts/timefold-peer/', import.meta.url));
const MOST_OUTPUT = 64 * 2 ** 20;

/**
 * A class path with Timefold and the program that asks it, in `cache`: Maven fetches the one, javac compiles the other.
 * @returns the class path, or why there is none
 */
export async function classPathWith(
  cache: string,
): Promise<{ readonly classPath: string } | { readonly why: string }> {
  try {
    await mkdir(cache, { recursive: true });
    await copyFile(join(SOURCE, 'pom.xml'), join(cache, 'pom.xml'));
    const list = join(cache, 'class-path');
    const words = ['-q', '-B', '-f', join(cache, 'pom.xml'), 'dependency:build-classpath'];
    await run('mvn', [...words, `-Dmdep.outputFile=${list}`]);
    const jars = (await readFile(list, 'utf8')).trim();
    await run('javac', ['-cp', jars, '-d', cache, join(SOURCE, 'TimefoldPeer.java')]);
    return { classPath: [cache, jars].join(delimiter) };
  } catch (error) {
    return { why: error instanceof Error ? error.message.split('\n').slice(0, 3).join(' ') : String(error) };
  }
}

export interface TimefoldQuestion {
  readonly classPath: string;
  /** A folder for the problem's file. */
  readonly folder: string;
  readonly timeLimit: number;
  readonly threads: number;
  readonly seed: number;
}

/**
 * The arc of each unit in Timefold's best plan, whatever limits that breaks; null where it has not placed everybody.
 * @throws BailiwickError `peer-failed` with what it said
 */
export async function askTimefold(
  problem: Problem,
  { classPath, folder, timeLimit, threads, seed }: TimefoldQuestion,
): Promise<{ readonly solution: Int32Array | null; readonly peakMb: number; readonly cpuSeconds: number }> {
  const file = join(folder, 'problem.txt');
  await writeFile(file, timefoldFile(problem));
  const words = ['-cp', classPath, 'TimefoldPeer', file, ...[timeLimit, threads, seed].map(String)];
  try {
    const { stdout } = await run('java', words, { maxBuffer: MOST_OUTPUT });
    const answer = JSON.parse(stdout.slice(stdout.lastIndexOf('\n{') + 1)) as Answer;
    const solution = answer.arcs.length === problem.unitCount ? Int32Array.from(answer.arcs) : null;
    assertSameModel(problem, solution, answer);
    return { solution, peakMb: Math.round(answer.peakMb), cpuSeconds: answer.cpuSeconds };
  } catch (error) {
    if (error instanceof BailiwickError) throw error;
    throw new BailiwickError('peer-failed', `timefold: ${error instanceof Error ? error.message : error}`);
  }
}

interface Answer {
  readonly arcs: readonly number[];
  /** What the program takes the plan to cost, rounded to thousandths, and whether it keeps every limit. */
  readonly points: number;
  readonly feasible: boolean;
  readonly peakMb: number;
  readonly cpuSeconds: number;
}

/**
 * Its score has to be ours: else it was asked another problem.
 * @throws BailiwickError `bench-contradiction`
 */
export function assertSameModel(
  problem: Problem,
  solution: Int32Array | null,
  { points, feasible }: Pick<Answer, 'points' | 'feasible'>,
): void {
  if (!solution) return;
  const ours = evaluateSolution(problem, solution);
  const apart = Math.abs(ours.objective - points);
  if (ours.feasible === feasible && apart <= 0.001 + 1e-6 * Math.abs(ours.objective)) return;
  throw new BailiwickError('bench-contradiction', 'timefold: its plan does not cost what it says', {
    value: `${points}, ${feasible ? 'within' : 'beyond'} limits`,
    expected: `${ours.objective}, ${ours.feasible ? 'within' : 'beyond'} limits`,
    hint: 'TimefoldPeer.java and timefold-file.ts have to read and write the same arrays.',
  });
}
