import { testMapping } from '@bailiwick/lifecycle';
import { type CliIo, EXIT, type ExitCode } from '../cli-io.js';
import { readMapping } from './read-mapping.js';

/** `mappings test FILE…`: 0 when every sample passes, 1 when one fails, 2 when a mapping has errors. */
export async function testMappings(files: readonly string[], json: boolean, io: CliIo): Promise<ExitCode> {
  let failed = 0;
  for (const file of files) {
    const results = await testMapping(await readMapping(file, io));
    const failures = results.filter(({ passed }) => !passed).length;
    failed += failures;
    const passed = results.length - failures;
    if (json) io.stdout(`${JSON.stringify({ file, passed, failed: failures, samples: results })}\n`);
    else {
      for (const { name, passed: good, differences } of results)
        io.stdout(
          `${good ? 'pass' : 'FAIL'}  ${name}\n${differences.map((text) => `       ${text}\n`).join('')}`,
        );
      io.stdout(
        results.length === 0 ? `${file}: no samples\n` : `${file}: ${passed} passed, ${failures} failed\n`,
      );
    }
  }
  return failed === 0 ? EXIT.done : EXIT.failed;
}
