import { readFileSync } from 'node:fs';
import { InvalidInputError } from '@bailiwick/kernel';
import { ENVIRONMENT } from './config.schema.js';
import { kafkaPlace } from './kafka-security.js';
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
      leaseSeconds: 10,
      time: 'wall',
      logLevel: 'warn',
      kafkaTls: false,
      kafkaGroup: 'bailiwick',
      kafkaTopicPrefix: '',
      webhooksAllowPrivate: [],
      webhooksKey: [],
    });
  });

  it('reports all problems at once, by the name of the variable', () => {
    const problems = problemsOf({
      PORT: 'http',
      LOG_LEVEL: 'loud',
      BAILIWICK_ROLES: 'api,cook',
      KAFKA_BROKERS: 'b:1,nowhere',
    });
    expect(problems).toHaveLength(4);
    expect(problems.join('\n')).toMatch(/PORT.*\n?[\s\S]*LOG_LEVEL/);
  });

  it('takes brokers, group and prefix from the environment', () => {
    const env = { KAFKA_BROKERS: 'a:9092, [::1]:9093', KAFKA_GROUP: 'g', KAFKA_TOPIC_PREFIX: 'eu.' };
    expect(loadConfig({ env }).config).toMatchObject({
      kafkaBrokers: ['a:9092', '[::1]:9093'],
      kafkaGroup: 'g',
      kafkaTopicPrefix: 'eu.',
    });
  });

  it('tells of roles that cannot be done, together with all else, when they were asked for by name', () => {
    const problems = problemsOf({ PORT: 'x', BAILIWICK_ROLES: 'api,ingst,ingest' }).join('\n');
    expect(problems).toMatch(/PORT[\s\S]*ingst[\s\S]*role-lacks-kafka/);
    expect(problemsOf({ BAILIWICK_ROLES: 'ingest', KAFKA_BROKERS: 'b:1' })).toEqual([]);
    const { warnings } = loadConfig({ env: {}, flags: { roles: ['api', 'relay'] } });
    expect(warnings.map(({ code }) => code)).toEqual(['role-lacks-kafka']);
    const apart = { roles: ['relay'], mongodbUri: 'mongodb://one' };
    expect(loadConfig({ env: {}, flags: apart }).warnings.map(({ code }) => code)).toEqual([
      'role-lacks-kafka',
      'webhooks-lack-key',
    ]);
    const keyed = { ...apart, webhooksKey: ['k'.repeat(32)] };
    expect(loadConfig({ env: {}, flags: keyed }).warnings).toHaveLength(1);
    expect(loadConfig({ env: {} }).warnings).toEqual([]);
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

  it('takes the address of a database from the environment or from a secret file', () => {
    const mongodbUri = 'mongodb://user:secret@db1:27017,db2:27017/bailiwick?replicaSet=rs0';
    expect(loadConfig({ env: { MONGODB_URI: mongodbUri } }).config).toMatchObject({ mongodbUri });
    expect(problemsOf({ MONGODB_URI_FILE: '/nowhere/uri' })[0]).toContain('/nowhere/uri');
  });

  it('takes TLS and a password for Kafka, and tells at once what does not go together', () => {
    const sasl = {
      KAFKA_SASL_MECHANISM: 'scram-sha-512',
      KAFKA_SASL_USERNAME: 'bailiwick',
      KAFKA_SASL_PASSWORD: 'never shown',
    };
    const { config } = loadConfig({ env: { KAFKA_BROKERS: 'b:1', KAFKA_TLS: 'true', ...sasl } });
    expect(kafkaPlace(config)).toEqual({
      brokers: ['b:1'],
      security: {
        tls: {},
        sasl: { mechanism: 'scram-sha-512', username: 'bailiwick', password: 'never shown' },
      },
    });
    const problems = problemsOf({
      KAFKA_TLS_CERT: 'no certificate',
      KAFKA_SASL_MECHANISM: 'kerberos',
      KAFKA_SASL_PASSWORD: 'never shown',
    }).join('\n');
    expect(problems).toMatch(/KAFKA_SASL_MECHANISM[\s\S]*kafka-without-tls[\s\S]*incomplete-certificate/);
    expect(problems).toMatch(/bad-pem: KAFKA_TLS_CERT[\s\S]*incomplete-sasl/);
    expect(problems).not.toContain('never shown');
    const plain = loadConfig({ env: { ...sasl, KAFKA_SASL_MECHANISM: 'plain' } });
    expect(plain.warnings.map(({ code }) => code)).toEqual(['open-password']);
  });

  it('does not show what is wrong with a secret', () => {
    const env = { MONGODB_URI: 'postgres://user:secret@db' };
    expect(() => loadConfig({ env })).toThrow(
      expect.objectContaining({ problems: [expect.not.objectContaining({ value: expect.anything() })] }),
    );
    expect(problemsOf(env)[0]).toContain('MONGODB_URI');
    expect(problemsOf(env)[0]).not.toContain('secret');
  });

  it('names a secret file that is not there', () => {
    expect(problemsOf({ BAILIWICK_TOKEN_FILE: '/nowhere/token' })[0]).toContain('/nowhere/token');
  });

  it('has every setting in its reference', () => {
    const reference = readFileSync('docs/reference/configuration.md', 'utf8');
    for (const [field, variable] of Object.entries(ENVIRONMENT))
      expect(reference).toContain(`| \`${field}\` | \`${variable}\` |`);
  });
});
