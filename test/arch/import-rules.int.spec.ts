import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';

const root = join(__dirname, '..', '..');
const config = join(root, '.dependency-cruiser.cjs');
const violations = join(__dirname, 'violations');

interface Violation {
  readonly from: string;
  readonly rule: { readonly name: string };
}

/** The rules that dependency-cruiser finds broken under `paths`. */
function cruise(...paths: string[]): Promise<Violation[]> {
  const args = ['--config', config, '--output-type', 'json', ...paths];
  const command = join(root, 'node_modules', '.bin', 'depcruise');
  return new Promise((resolve, reject) => {
    execFile(command, args, { cwd: root, maxBuffer: 1e8 }, (error, stdout) => {
      if (stdout === '') reject(error ?? new Error('no output'));
      else resolve((JSON.parse(stdout) as { summary: { violations: Violation[] } }).summary.violations);
    });
  });
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((e) => e.isFile())
    .map((e) => basename(e.name, '.ts'));
}

describe('import rules', () => {
  const rules = (createRequire(__filename)(config) as { forbidden: { name: string }[] }).forbidden.map(
    (r) => r.name,
  );

  it('finds each deliberate violation, so that every rule is proven able to fail', async () => {
    const found = await cruise('test/arch/violations');
    const broken = new Set(found.map((v) => `${v.rule.name} in ${basename(v.from, '.ts')}`));
    const files = filesUnder(violations);
    // room-order is one rule for each room from one template: one violation in front and one in the middle prove it.
    for (const rule of rules.filter((r) => !r.startsWith('room-order-'))) {
      expect(files).toContain(rule);
      expect(broken).toContain(`${rule} in ${rule}`);
    }
    for (const rule of ['room-order-kernel', 'room-order-tiering'])
      expect(broken).toContain(`${rule} in ${rule}`);
  }, 60_000);
});
