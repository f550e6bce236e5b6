import type { KafkaSecurity, SaslMechanism } from '@bailiwick/messaging';
import { bailiwick } from '../../support/cli.js';
import { testBroker, uniqueName } from '../../support/kafka.js';
import { describeWith } from '../../support/needs.js';
import { secureKafka, useOwnServers, withoutServers } from '../../support/servers.js';

describeWith(secureKafka, 'a Kafka that speaks TLS and wants a name and a password', () => {
  const server = useOwnServers(['--only', 'kafka', '--secure'], undefined, withoutServers());
  const place = () => server.now().secureKafka!;

  const brokerBy = (mechanism: SaslMechanism) => {
    const { brokers, ca, kafkaUsername: username, kafkaPassword: password } = place();
    const security: KafkaSecurity = { tls: { ca }, sasl: { mechanism, username, password } };
    return testBroker(server.now(), { brokers: [brokers], security });
  };

  it.each<SaslMechanism>(['plain', 'scram-sha-256', 'scram-sha-512'])(
    'takes what is sent, and hands it out, by %s',
    async (mechanism) => {
      const name = uniqueName('secure');
      const broker = brokerBy(mechanism);
      expect(await broker.topics.ensure([{ name, partitions: 1, settings: {} }])).toEqual([]);
      const producer = await broker.transactionalProducer(name);
      const value = Buffer.from('secret');
      await producer.send([{ topic: name, key: null, value, headers: [] }]);
      await producer.close();
      const got = new AbortController();
      const seen: string[] = [];
      await broker.consumer({ group: name, topics: [name] }).run(async ({ messages }) => {
        seen.push(...messages.map((message) => Buffer.from(message.value!).toString()));
        got.abort();
      }, got.signal);
      expect(seen).toEqual(['secret']);
    },
    60_000,
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
});
