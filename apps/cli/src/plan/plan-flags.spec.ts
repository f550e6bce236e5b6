import { InvalidArgumentError } from 'commander';
import { budgets } from './plan-arguments.js';
import { meansService, optionProblems, type PlanFlags } from './plan-flags.js';

const flags = (given: Partial<PlanFlags>): PlanFlags => ({ json: false, wait: true, ...given });
const FILES = { accounts: 'a.csv', csms: 'c.csv', out: 'out' };
const options = (given: Partial<PlanFlags>, service: boolean): unknown[] =>
  optionProblems(flags(given), service).map(({ code, value, message }) => value ?? `${code} ${message}`);

describe('the options of plan', () => {
  it('mean a service when they name one, or the environment does and no file is named', () => {
    const env = { BAILIWICK_SERVER: 'http://x' };
    expect(meansService(flags({ server: 'http://x' }), {})).toBe(true);
    expect(meansService(flags({}), env)).toBe(true);
    expect(meansService(flags({ csms: 'c.csv' }), env)).toBe(false);
    expect(meansService(flags({}), {})).toBe(false);
  });

  it('are right where they belong', () => {
    expect(options({ ...FILES, aes: 'e.csv', strict: true, exportModel: 'm.lp' }, false)).toEqual([]);
    expect(options({ token: 't', approve: true, commit: true, out: 'out' }, true)).toEqual([]);
    expect(options({ wait: false }, true)).toEqual([]);
  });

  it('read budgets between commas, and nothing else', () => {
    expect(budgets('0,25, 0.03')).toEqual([0, 25, 0.03]);
    for (const wrong of ['', '1,,2', '-1', 'x', '1;2', 'Infinity'])
      expect(() => budgets(wrong)).toThrow(InvalidArgumentError);
  });

  it('are refused all at once where they do not', () => {
    expect(
      options(
        { accounts: 'a', csms: 'c', rules: 'r', exportModel: 'm.lp', frontier: [0], strict: true },
        true,
      ),
    ).toEqual(['--accounts', '--csms', '--rules', '--export-model', '--frontier', '--strict']);
    expect(options({ wait: false, approve: true, out: 'out' }, true)).toEqual(['--approve', '--out']);
    expect(options({ csms: 'c.csv', commit: true, wait: false }, false)).toEqual([
      'missing-option --accounts is missing',
      'missing-option --out is missing',
      '--commit',
      '--no-wait',
    ]);
  });
});
