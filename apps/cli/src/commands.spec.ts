import { Command } from 'commander';
import type { CliIo } from './cli-io.js';
import { COMMANDS, registerCommands } from './commands.js';

const io: CliIo = {
  stdout: () => undefined,
  stderr: () => undefined,
  readFile: () => Promise.reject(new Error('nothing is read here')),
};

async function programFor(...args: string[]): Promise<Command> {
  const program = new Command('bailiwick').exitOverride().configureOutput({ writeErr: () => undefined });
  await registerCommands(program, args, io, () => undefined);
  return program;
}

describe('the commands', () => {
  it.each(COMMANDS)('$name is in the help under the words that it has itself', async ({ name, summary }) => {
    const own = (await programFor(name)).commands.find((command) => command.name() === name)!;
    const stub = (await programFor()).commands.find((command) => command.name() === name)!;
    expect([own.description(), stub.description()]).toEqual([summary, summary]);
    expect(own.options.length + own.commands.length).toBeGreaterThan(0);
  });

  it('are whole also when help is asked for', async () => {
    const plan = (await programFor('help', 'plan')).commands.find((command) => command.name() === 'plan')!;
    expect(plan.helpInformation()).toMatch(/On files:[^]*--accounts[^]*On a service:[^]*--server/);
  });
});
