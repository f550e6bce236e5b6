import { execFile } from 'node:child_process';
import { access, mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { BailiwickError } from '@bailiwick/kernel';
import { PEER_SCRIPT } from './peer-script.js';
import { type Peer, PEERS, type PythonPeer } from './plan-bench.js';

const run = promisify(execFile);

/** The releases that figures were published of. */
const PACKAGES: Readonly<Record<PythonPeer, string>> = {
  highs: 'highspy==1.15.1',
  cpsat: 'ortools==9.15.6755',
};
const MOST_OUTPUT = 256 * 2 ** 20;
/** Where peers are kept unless told otherwise. */
export const PEERS_CACHE = join(homedir(), '.cache', 'bailiwick', 'peers');

export interface PeerQuestion {
  readonly file: string;
  readonly timeLimit: number;
  readonly threads: number;
  readonly seed: number;
}

export interface PeerAnswer {
  /** Columns that are 1, by name; null = no solution. */
  readonly columns: readonly string[] | null;
  readonly bound: number | null;
  /** Of the solver alone, without reading the model. */
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMb: number;
}

/** @throws BailiwickError `unknown-peer` */
export function readPeers(names: readonly string[]): Peer[] {
  return names.map((name) => {
    const peer = PEERS.find((known) => known === name);
    if (peer) return peer;
    throw new BailiwickError('unknown-peer', `there is no peer ${name}`, {
      value: name,
      expected: PEERS.join(' or '),
    });
  });
}

/**
 * A Python that has the peers: a virtual environment in `cache`, made where it is not there yet.
 * @returns its path, or why there is none
 */
export async function pythonWith(
  peers: readonly PythonPeer[],
  cache = PEERS_CACHE,
): Promise<{ readonly python: string } | { readonly why: string }> {
  const python = join(cache, 'bin', 'python3');
  try {
    await mkdir(cache, { recursive: true });
    await access(python).catch(() => run('python3', ['-m', 'venv', cache]));
    const packages = peers.map((peer) => PACKAGES[peer]);
    await run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages]);
    return { python };
  } catch (error) {
    return { why: error instanceof Error ? error.message.split('\n').slice(0, 3).join(' ') : String(error) };
  }
}

/** @throws BailiwickError `peer-failed` with what it said */
export async function askPeer(
  { name, python }: { readonly name: PythonPeer; readonly python: string },
  { file, timeLimit, threads, seed }: PeerQuestion,
): Promise<PeerAnswer> {
  const words = ['-c', PEER_SCRIPT, name, file, ...[timeLimit, threads, seed].map(String)];
  try {
    const { stdout } = await run(python, words, { maxBuffer: MOST_OUTPUT });
    return JSON.parse(stdout.slice(stdout.lastIndexOf('\n{') + 1)) as PeerAnswer;
  } catch (error) {
    throw new BailiwickError('peer-failed', `${name}: ${error instanceof Error ? error.message : error}`);
  }
}
