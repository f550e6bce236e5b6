import { sha256 } from '../adapters/sha256.js';
import { testRequest } from '../testing/test-dependencies.js';
import { recordBatch, prepareBatch } from './append-batch.js';
import { ChainVerifier } from './chain-verifier.js';
import { GENESIS } from './commit.js';
import { commitHash, type StoredCommit } from './stored-commit.js';

/** A chain of commits over two streams, recorded a second apart. */
function chain(length: number): StoredCommit[] {
  const commits: StoredCommit[] = [];
  const log = {
    head: () => commits.at(-1) ?? GENESIS,
    streamHead: (stream: string) => commits.findLast((c) => c.stream === stream),
    findKey: () => undefined,
    insert: (commit: StoredCommit) => void commits.push(commit),
  };
  for (let i = 0; i < length; i++) {
    const batch = prepareBatch([testRequest(`s${i % 2}`, `k${i}`)]);
    recordBatch(log, batch, { now: i * 1_000, sha256, atPosition: undefined });
  }
  return commits;
}

function faults(commits: readonly StoredCommit[]): readonly (readonly [number, string])[] {
  const verifier = new ChainVerifier(sha256);
  for (const commit of commits) verifier.add(commit);
  return verifier.report().faults.map(({ position, code }) => [position, code]);
}

test('a whole chain has no faults', () => {
  expect(faults(chain(6))).toEqual([]);
});

test.each<[string, Partial<StoredCommit>]>([
  ['data', { body: '[{"type":"Forged"}]' }],
  ['time', { recordedAt: 2_001 }],
  ['key', { key: 'other' }],
])('a changed %s is found', (_, change) => {
  const commits = chain(6);
  commits[2] = { ...commits[2]!, ...change };
  expect(faults(commits)).toEqual([[3, 'wrong-hash']]);
});

test('a commit that was rewritten together with its hash breaks the next link', () => {
  const commits = chain(6);
  const forged = { ...commits[2]!, body: '[]' };
  commits[2] = { ...forged, hash: commitHash(forged, sha256(forged.body), sha256) };
  expect(faults(commits)).toEqual([[4, 'broken-link']]);
});

test('holes, times that go back and missing versions are found', () => {
  const commits = chain(6);
  expect(faults([...commits.slice(0, 2), ...commits.slice(4)])).toEqual([
    [3, 'hole'],
    [4, 'hole'],
    [5, 'wrong-version'],
    [6, 'wrong-version'],
  ]);
  commits[5] = { ...commits[5]!, recordedAt: 1 };
  expect(faults(commits)).toContainEqual([6, 'time-goes-back']);
});

test('the hash of a commit never changes from release to release', () => {
  const header = {
    previousHash: GENESIS.hash,
    position: 1,
    stream: 'account-7',
    n: 1,
    from: 1,
    to: 2,
    key: 'crm:42',
    recordedAt: 1_767_225_600_000,
  };
  const body = '[{"data":{"arr":5},"id":"e1","type":"AccountOpened","v":1}]';
  expect(commitHash(header, sha256(body), sha256)).toBe(
    '52d51562fb8a324d10455281151d3af6c7da670d3b3b2e65ab9548693f3a3dfc',
  );
});
