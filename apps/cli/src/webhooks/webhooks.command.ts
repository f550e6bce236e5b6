import type { Command } from 'commander';
import type { CliIo, SetExit } from '../cli-io.js';
import { withServer } from '../client/connection.js';
import type {
  CreateFlags,
  DeliveriesFlags,
  DisableFlags,
  RotateFlags,
  WebhookFlags,
} from './webhooks-on-service.js';

/** `webhooks list|create|rotate|enable|disable|delete|test|deliveries`: who is told what happens. */
export function registerWebhooksCommands(program: Command, io: CliIo, exit: SetExit): void {
  const webhooks = program
    .command('webhooks')
    .description("a service's webhooks: make, list, rotate, switch, test, delete");
  const load = () => import('./webhooks-on-service.js');
  const add = (usage: string, description: string): Command =>
    withServer(webhooks.command(usage).description(description)).option('--json', 'print JSON', false);

  add('list', 'every endpoint, a line each').action(async (flags: WebhookFlags) =>
    exit(await (await load()).listWebhooks(flags, io)),
  );
  add('create <url>', 'make an endpoint; prints its id and its secret, which is not told again')
    .option('--types <list>', 'types of events, with commas; default: as the feed gives without --type')
    .option('--description <text>', 'what it is for')
    .option('--after <position>', 'begin after this position of the feed; default: with what comes')
    .action(async (url: string, flags: CreateFlags) =>
      exit(await (await load()).createWebhook(url, flags, io)),
    );
  add('rotate <id>', 'give an endpoint a new secret, and print it')
    .option('--overlap <seconds>', 'how long the old one signs too; default: a day')
    .action(async (id: string, flags: RotateFlags) =>
      exit(await (await load()).rotateWebhook(id, flags, io)),
    );
  add('enable <id>', 'go on delivering where it ended').action(async (id: string, flags: WebhookFlags) =>
    exit(await (await load()).enableWebhook(id, flags, io)),
  );
  add('disable <id>', 'deliver nothing until it is enabled again')
    .option('--reason <text>', 'kept in the log')
    .action(async (id: string, flags: DisableFlags) =>
      exit(await (await load()).disableWebhook(id, flags, io)),
    );
  add('delete <id>', 'delete an endpoint and the list of its deliveries').action(
    async (id: string, flags: WebhookFlags) => exit(await (await load()).deleteWebhook(id, flags, io)),
  );
  add('test <id>', 'send an event that means nothing, and tell what came of it').action(
    async (id: string, flags: WebhookFlags) => exit(await (await load()).testWebhook(id, flags, io)),
  );
  add('deliveries <id>', 'the last attempts, the newest first')
    .option('--limit <number>', 'how many, 1 to 1,000; default: 100')
    .action(async (id: string, flags: DeliveriesFlags) =>
      exit(await (await load()).listDeliveries(id, flags, io)),
    );
}
