import { defaultPolicy, policyPresets } from '@bailiwick/contracts';
import { Command } from 'commander';
import type { CliIo } from '../cli-io.js';
import { choosePolicy } from './choose-policy.js';
import { registerPlanCommand } from './plan.command.js';

const io = (files: Record<string, string>, broken?: string): CliIo => ({
  stdout: () => undefined,
  stderr: () => undefined,
  readFile: (path) => {
    const code = broken ?? (files[path] === undefined ? 'ENOENT' : undefined);
    return code === undefined
      ? Promise.resolve(Buffer.from(files[path]!))
      : Promise.reject(Object.assign(new Error('cannot'), { code }));
  },
});

describe('plan --policy', () => {
  it('is the default policy where nothing is said', async () => {
    expect(await choosePolicy(undefined, io({}))).toEqual({ policy: defaultPolicy, problems: [] });
  });

  it('takes the name of a preset, also where a folder has that name', async () => {
    expect((await choosePolicy('vertical', io({}))).policy).toBe(policyPresets.vertical);
    expect((await choosePolicy('vertical', io({}, 'EISDIR'))).policy).toBe(policyPresets.vertical);
  });

  it('prefers a file of that name, right or wrong', async () => {
    const ours = { ...defaultPolicy, id: 'ours' };
    expect((await choosePolicy('even', io({ even: JSON.stringify(ours) }))).policy).toEqual(ours);
    const wrong = await choosePolicy('even', io({ even: '{}' }));
    expect(wrong.policy).toBeUndefined();
    expect(wrong.problems[0]).toMatchObject({ file: 'even', code: 'missing-field' });
    expect((await choosePolicy('even', io({}, 'EACCES'))).policy).toBeUndefined();
  });

  it('lists the presets where there is neither file nor preset', async () => {
    expect(await choosePolicy('geografy', io({}))).toEqual({
      problems: [
        {
          code: 'unreadable-file',
          message: 'There is no file geografy',
          file: 'geografy',
          value: 'geografy',
          expected:
            'a readable file, or one of the presets even, geography, country, vertical, hybrid, pooled',
          hint: 'Maybe "geography"',
        },
      ],
    });
  });

  it('is explained by --help', () => {
    const program = new Command();
    registerPlanCommand(program, io({}), () => undefined);
    const help = program.commands[0]!.configureHelp({ helpWidth: 500 }).helpInformation();
    expect(help).toMatch(
      /--policy <file\|preset> .*one of even, geography, country, vertical, hybrid, pooled;/,
    );
  });
});
