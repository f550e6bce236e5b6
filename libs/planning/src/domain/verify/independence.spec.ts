import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

/** Every import of a text as [what is imported, from where]. */
function importsOf(text: string): [string, string][] {
  const pattern = /^(?:import|export)\s([^;]*?)\sfrom\s'([^']+)';/gms;
  return Array.from(text.matchAll(pattern), (match) => [match[1]!, match[2]!]);
}

describe('the verifier', () => {
  it('shares nothing with the optimiser but the types of its input', () => {
    const files = readdirSync(__dirname, { recursive: true, encoding: 'utf8' }).filter(
      (file) => file.endsWith('.ts') && !file.endsWith('.spec.ts') && !file.startsWith('testing'),
    );
    expect(files.length).toBeGreaterThan(40);
    const outside = files.flatMap((file) =>
      importsOf(readFileSync(join(__dirname, file), 'utf8')).flatMap(([what, from]) => {
        const target = from.startsWith('.')
          ? relative(__dirname, resolve(__dirname, file, '..', from))
          : from;
        const isInside = from.startsWith('.') && !target.startsWith('..');
        return isInside ? [] : [`${what.startsWith('type ') ? 'type' : 'value'} ${target}`];
      }),
    );
    expect([...new Set(outside)].sort()).toEqual([
      'type ../problem/planning-input.js',
      'type @bailiwick/contracts',
      'type @bailiwick/kernel',
      'value @bailiwick/kernel',
    ]);
  });
});
