import type { Command } from 'commander';
import type { CliIo, SetExit } from '../cli-io.js';

/** `mappings test|apply|schema`: events of another shape. */
export function registerMappingsCommands(program: Command, io: CliIo, exit: SetExit): void {
  const mappings = program
    .command('mappings')
    .description('events of another shape: check and try what they become');
  mappings
    .command('test')
    .description('check mappings and run their samples; exits 1 when one fails, 2 for a mapping with errors')
    .argument('<file...>', 'mappings (JSON)')
    .option('--json', 'print the results as JSON', false)
    .action(async (files: readonly string[], flags: { json: boolean }) => {
      const { testMappings } = await import('./test-mappings.js');
      exit(await testMappings(files, flags.json, io));
    });
  mappings
    .command('apply')
    .description(
      'print what foreign events (NDJSON) become, as CloudEvents (NDJSON) for `events import`; exits 2 when a line was refused',
    )
    .argument('<file>', 'foreign events, or - for standard input')
    .requiredOption('--mapping <file>', 'the mapping (JSON)')
    .action(async (file: string, flags: { mapping: string }) => {
      const { applyMapping } = await import('./apply-mapping.js');
      exit(await applyMapping(file, flags, io));
    });
  mappings
    .command('schema')
    .description('print the JSON Schema of mappings, for editors')
    .action(async () => {
      const { mappingJsonSchema } = await import('@bailiwick/contracts');
      io.stdout(`${JSON.stringify(mappingJsonSchema(), null, 2)}\n`);
    });
}
