import { InvalidInputError } from '@bailiwick/kernel';
import { loadConfig } from './load-config.js';

const problemsOf = (env: Record<string, string>): string[] => {
  try {
    loadConfig({ env });
    return [];
  } catch (error) {
    return (error as InvalidInputError).problems.map((p) => `${p.code}: ${p.message}`);
  }
};

describe('loadConfig', () => {
  it('listens on loopback with every role by default', () => {
    expect(loadConfig({ env: {} }).config).toEqual({
      port: 3000,
      host: '127.0.0.1',
      dataDir: './.bailiwick',
      roles: ['api', 'ingest', 'process', 'plan', 'relay'],
      time: 'wall',
      logLevel: 'warn',
      webhooksAllowPrivate: [],
      webhooksKey: [],
    });
  });

  it('reports all problems at once, by the name of the variable', () => {
    const problems = problemsOf({
      PORT: 'http',
      LOG_LEVEL: 'loud',
      BAILIWICK_ROLES: 'api,cook',
      KAFKA_BROKERS: 'b:1',
    });
    expect(problems).toHaveLength(4);
    expect(problems.join('\n')).toMatch(/PORT.*\n?[\s\S]*LOG_LEVEL/);
  });

  it('lets flags beat the environment', () => {
    expect(loadConfig({ env: { PORT: '4000' }, flags: { port: 5000, host: undefined } }).config.port).toBe(
      5000,
    );
  });

  it('warns of a short token and of an address beyond this machine', () => {
    const { warnings } = loadConfig({ env: { BAILIWICK_TOKEN: 'abc', HOST: '0.0.0.0' } });
    expect(warnings.map((w) => w.code)).toEqual(['short-token', 'open-address']);
  });

  it('takes places that webhooks may go to, and keys that no message shows', () => {
    const allowed = '10.0.0.0/8, ::1, hooks.internal';
    const key = 'k'.repeat(32);
    const { config } = loadConfig({ env: { WEBHOOKS_ALLOW_PRIVATE: allowed, WEBHOOKS_KEY: key } });
    expect(config).toMatchObject({
      webhooksAllowPrivate: ['10.0.0.0/8', '::1', 'hooks.internal'],
      webhooksKey: [key],
    });
    expect(problemsOf({ WEBHOOKS_ALLOW_PRIVATE: '10.0.0.0/33' })[0]).toContain('WEBHOOKS_ALLOW_PRIVATE');
    expect(() => loadConfig({ env: { WEBHOOKS_KEY: 'not long' } })).toThrow(InvalidInputError);
    try {
      loadConfig({ env: { WEBHOOKS_KEY: 'not long' } });
    } catch (error) {
      expect(JSON.stringify((error as InvalidInputError).problems)).not.toContain('not long');
    }
  });

  it('names a secret file that is not there', () => {
    expect(problemsOf({ BAILIWICK_TOKEN_FILE: '/nowhere/token' })[0]).toContain('/nowhere/token');
  });
});
