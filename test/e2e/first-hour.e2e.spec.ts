import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repository } from '../support/cli.js';
import { blockTitled, stepsOf } from '../support/guide.js';
import { GuideReader } from '../support/guide-reader.js';

const guide = (name: string): string => readFileSync(join(repository, 'docs', 'guides', name), 'utf8');
const feedGuide = guide('feed.md');

interface Accounts {
  readonly items: readonly {
    readonly accountId: string;
    readonly csmId?: string;
    readonly ownershipVersion: number;
  }[];
}

/** The guides are read as a person would: every command is run, every output that they show is what came. */
describe('the guides', () => {
  let reader: GuideReader;

  beforeAll(async () => {
    reader = await GuideReader.inNewFolder();
  });
  afterAll(() => reader.leave());

  describe('first-hour.md', () => {
    it.each(stepsOf(guide('first-hour.md')))('$name', async (step) => {
      const { shown, actual } = await reader.do(step);
      expect(actual).toEqual(shown);
    });
  });

  describe('feed.md, on the book of the first hour', () => {
    beforeAll(() => writeFile(join(reader.folder, 'ownership.mjs'), blockTitled(feedGuide, 'ownership.mjs')));

    it.each(stepsOf(feedGuide))('$name', async (step) => {
      const { shown, actual } = await reader.do(step);
      expect(actual).toEqual(shown);
    });

    it('has a consumer that prints the table that the service has', async () => {
      const { items } = (await reader.ask('/v1/accounts?limit=1000')) as Accounts;
      const owned = items.filter(({ csmId }) => csmId !== undefined);
      const text = owned.map((a) => `${a.accountId} ${a.csmId} ${a.ownershipVersion}`).join('\n');
      expect(owned.length).toBeGreaterThan(5);
      const line = 0;
      const step = { name: 'table', kind: 'sh', text: 'node ownership.mjs' } as const;
      const { shown, actual } = await reader.do({ ...step, shown: { language: 'text', text, line } });
      expect(actual).toEqual(shown);
    });
  });
});
