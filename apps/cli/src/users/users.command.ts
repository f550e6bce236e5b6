import { type Role, ROLES } from '@bailiwick/kernel';
import { type Command, Option } from 'commander';
import { type CliIo, EXIT, type SetExit } from '../cli-io.js';

interface UserFlags {
  readonly role: Role;
  readonly data: string;
}

/** `users add NAME --role …`: makes a person and prints the token, once. */
export function registerUsersCommands(program: Command, io: CliIo, exit: SetExit): void {
  const users = program.command('users').description('who may use the service');
  const data = (): Option =>
    new Option('--data <folder>', "the service's data directory").env('DATA_DIR').default('./.bailiwick');
  users
    .command('add')
    .description('make a user (or give one a new role and token) and print the token; it is kept nowhere')
    .argument('<name>')
    .addOption(new Option('--role <role>').choices([...ROLES]).makeOptionMandatory())
    .addOption(data())
    .action(async (name: string, flags: UserFlags) => {
      const { FileUsers } = await import('@bailiwick/access');
      io.stdout(`${await new FileUsers({ dataDir: flags.data }).add(name, flags.role)}\n`);
      exit(EXIT.done);
    });
  users
    .command('list')
    .description('names and roles')
    .addOption(data())
    .action(async (flags: Pick<UserFlags, 'data'>) => {
      const { FileUsers } = await import('@bailiwick/access');
      for (const { id, role } of await new FileUsers({ dataDir: flags.data }).list())
        io.stdout(`${id}\t${role}\n`);
      exit(EXIT.done);
    });
}
