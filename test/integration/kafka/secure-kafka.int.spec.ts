import { type KafkaSecurity, SASL_MECHANISMS, type SaslMechanism } from '@bailiwick/messaging';
import { bailiwick } from '../../support/cli.js';
import { testBroker, uniqueName } from '../../support/kafka.js';
import { readTopics, textOf } from '../../support/messages.js';
import { describeWith } from '../../support/needs.js';
import { secureKafka, useOwnServers, withoutServers } from '../../support/servers.js';

describeWith(secureKafka, 'a Kafka that speaks TLS and wants to know who asks', () => {
  const server = useOwnServers(['--only', 'kafka', '--secure'], undefined, withoutServers());
  const place = () => server.now().secureKafka!;

  const byPassword = (mechanism: SaslMechanism) => {
    const { brokers, ca, kafkaUsername: username, kafkaPassword: password } = place();
    const security: KafkaSecurity = { tls: { ca }, sasl: { mechanism, username, password } };
    return testBroker(server.now(), { brokers: [brokers], security });
  };
  const byCertificate = () => {
    const { ca, mutual } = place();
    const { brokers, cert, key } = mutual;
    return testBroker(server.now(), { brokers: [brokers], security: { tls: { ca, cert, key } } });
  };

  it.each([...SASL_MECHANISMS, 'a certificate'] as const)(
    'takes what is sent, and hands it out, by %s',
    async (how) => {
      const name = uniqueName('secure');
      const broker = how === 'a certificate' ? byCertificate() : byPassword(how);
      expect(await broker.topics.ensure([{ name, partitions: 1, settings: {} }])).toEqual([]);
      const producer = await broker.transactionalProducer(name);
      const value = Buffer.from('secret');
      await producer.send([{ topic: name, key: null, value, headers: [] }]);
      await producer.close();
      const seen = await readTopics(broker, [name], ({ length }) => length > 0);
      expect(seen.map((message) => textOf(message.value))).toEqual(['secret']);
    },
    120_000,
  );

  it('tells by doctor whether it is let in, and what to mend when not; never the password', async () => {
    const { brokers, ca, kafkaUsername, kafkaPassword } = place();
    const right = {
      KAFKA_BROKERS: brokers,
      KAFKA_TLS: 'true',
      KAFKA_TLS_CA: ca,
      KAFKA_SASL_MECHANISM: 'scram-sha-512',
      KAFKA_SASL_USERNAME: kafkaUsername,
      KAFKA_SASL_PASSWORD: kafkaPassword,
    };
    const doctor = async (env: Record<string, string>): Promise<string> => {
      const { stdout, stderr } = await bailiwick(['doctor', '--json'], { PORT: '0', ...env });
      expect(stdout + stderr).not.toMatch(/not for production|another word/);
      return stdout;
    };
    const [fine, password, authority] = await Promise.all([
      doctor(right),
      doctor({ ...right, KAFKA_SASL_PASSWORD: 'another word' }),
      doctor({ ...right, KAFKA_TLS_CA: '' }),
    ]);
    expect(fine).toContain(`${brokers} answers`);
    expect(password).toContain('Maybe KAFKA_SASL_USERNAME, KAFKA_SASL_PASSWORD or KAFKA_SASL_MECHANISM');
    expect(authority).toContain('Maybe KAFKA_TLS_CA_FILE has to name the certificate of the authority');
  }, 120_000);

  it('tells by doctor of a certificate of one side that is missing, unknown, or past its time', async () => {
    const { ca, mutual, expired } = place();
    const doctor = async (env: Record<string, string>): Promise<string> => {
      const { stdout, stderr } = await bailiwick(['doctor', '--json'], {
        PORT: '0',
        KAFKA_TLS: 'true',
        KAFKA_BROKERS: mutual.brokers,
        KAFKA_TLS_CA: ca,
        ...env,
      });
      expect(stdout + stderr).not.toMatch(/PRIVATE KEY/);
      return stdout;
    };
    const [fine, missing, unknown, mixed, late] = await Promise.all([
      doctor({ KAFKA_TLS_CERT: mutual.cert, KAFKA_TLS_KEY: mutual.key }),
      doctor({}),
      doctor({ KAFKA_TLS_CERT: expired.ca, KAFKA_TLS_KEY: expired.key }),
      doctor({ KAFKA_TLS_CERT: mutual.cert, KAFKA_TLS_KEY: expired.key }),
      doctor({ KAFKA_BROKERS: expired.brokers, KAFKA_TLS_CA: expired.ca }),
    ]);
    expect(fine).toContain(`${mutual.brokers} answers`);
    for (const refused of [missing, unknown])
      expect(refused).toContain('Maybe the broker wants another certificate of this client');
    expect(mixed).toContain('key-of-another-certificate');
    expect(late).toContain("The broker's certificate has expired: renew it");
  }, 120_000);
});
