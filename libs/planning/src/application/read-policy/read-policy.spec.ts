import { defaultPolicy } from '@bailiwick/contracts';
import { readPolicy } from './read-policy.js';

const text = (change: (p: Record<string, unknown>) => void): string => {
  const policy = structuredClone(defaultPolicy) as unknown as Record<string, unknown>;
  change(policy);
  return JSON.stringify(policy, null, 2);
};

describe('readPolicy', () => {
  it('takes the default policy', () => {
    expect(readPolicy(text(() => undefined)).policy).toEqual(defaultPolicy);
  });

  it('reports everything at once, with line and column', () => {
    const source = text((p) => {
      p['horizonMonths'] = 'three';
      (p['capacity'] as Record<string, unknown>)['mode'] = 'prized';
      p['shortLeavDays'] = 3;
    });
    const { problems } = readPolicy(source, 'policy.json');
    expect(problems.map((p) => [p.code, p.pointer, p.file])).toEqual([
      ['wrong-type', '/horizonMonths', 'policy.json'],
      ['unknown-value', '/capacity/mode', 'policy.json'],
      ['unknown-field', '/shortLeavDays', 'policy.json'],
    ]);
    const lines = source.split('\n');
    expect(lines[problems[1]!.line! - 1]).toContain('prized');
    expect(problems.every((p) => p.column !== undefined && p.expected !== undefined)).toBe(true);
  });

  it('places a missing field at the object that lacks it', () => {
    const [problem] = readPolicy(
      text((p) => delete (p['locks'] as Record<string, unknown>)['strategic']),
    ).problems;
    expect(problem).toMatchObject({ code: 'missing-field', pointer: '/locks' });
  });

  it.each([
    ['nothing', ''],
    ['nesting without end', '['.repeat(100_000)],
    ['not a number', '{"id": NaN}'],
    ['a field twice', '{"id":"a","id":"b"}'],
  ])('refuses %s', (_name, source) => {
    expect(readPolicy(source).problems.length).toBeGreaterThan(0);
  });
});
