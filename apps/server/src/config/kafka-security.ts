import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { Problem } from '@bailiwick/kernel';
import type { KafkaOptions } from '@bailiwick/messaging';
import type { ServerConfig } from './config.schema.js';

type Given = Readonly<Record<string, unknown>>;

/** Where the brokers are and how they are spoken to; `undefined` without brokers. */
export function kafkaPlace(config: ServerConfig): Pick<KafkaOptions, 'brokers' | 'security'> | undefined {
  const { kafkaBrokers: brokers, kafkaSaslMechanism: mechanism } = config;
  if (!brokers) return undefined;
  const { kafkaTlsCa: ca, kafkaTlsCert: cert, kafkaTlsKey: key } = config;
  const { kafkaSaslUsername: username, kafkaSaslPassword: password } = config;
  const security = {
    ...(config.kafkaTls ? { tls: { ca, cert, key } } : {}),
    ...(mechanism && username && password ? { sasl: { mechanism, username, password } } : {}),
  };
  return { brokers, security };
}

/** What does not go together, or is no certificate or key; looks at what was given, whatever else is wrong with it. */
export function kafkaSecurityProblems(given: Given): Problem[] {
  return [...tlsProblems(given), ...saslProblems(given)];
}

function tlsProblems(given: Given): Problem[] {
  const { kafkaTls, kafkaTlsCert: cert, kafkaTlsKey: key } = given;
  const problems: Problem[] = [];
  const details = ['kafkaTlsCa', 'kafkaTlsCert', 'kafkaTlsKey'].filter((field) => has(given[field]));
  if (details.length > 0 && String(kafkaTls) !== 'true')
    problems.push({
      code: 'kafka-without-tls',
      message: 'certificates for Kafka are given, and TLS is not asked for',
      expected: 'KAFKA_TLS=true',
    });
  if (has(cert) !== has(key))
    problems.push({
      code: 'incomplete-certificate',
      message: `KAFKA_TLS_CERT and KAFKA_TLS_KEY belong together; only one of them is given`,
      expected: 'both, or neither',
    });
  for (const [field, variable] of [
    ['kafkaTlsCa', 'KAFKA_TLS_CA'],
    ['kafkaTlsCert', 'KAFKA_TLS_CERT'],
  ] as const)
    if (has(given[field]) && !works(() => new X509Certificate(String(given[field]))))
      problems.push(notPem(variable, 'certificate'));
  if (has(key) && !works(() => createPrivateKey(String(key)))) problems.push(notPem('KAFKA_TLS_KEY', 'key'));
  return problems.length === 0 && has(cert) && !belongTogether(String(cert), String(key))
    ? [anotherKey()]
    : problems;
}

function saslProblems(given: Given): Problem[] {
  const { kafkaSaslMechanism: mechanism, kafkaSaslUsername: name, kafkaSaslPassword: password } = given;
  const asked = [mechanism, name, password].filter(has).length;
  if (asked > 0 && asked < 3)
    return [
      {
        code: 'incomplete-sasl',
        message: 'KAFKA_SASL_MECHANISM, KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD belong together',
        expected: 'all of them, or none',
      },
    ];
  if (mechanism !== 'plain' || String(given.kafkaTls) === 'true') return [];
  return [
    {
      code: 'open-password',
      severity: 'warning',
      message: 'the password for Kafka is sent as it is, without TLS (KAFKA_SASL_MECHANISM)',
      hint: 'Maybe set KAFKA_TLS, or use scram-sha-512',
    },
  ];
}

/** Of a key no message shows anything. */
function notPem(variable: string, what: 'certificate' | 'key'): Problem {
  return {
    code: 'bad-pem',
    message: `${variable} is not a ${what} that can be read`,
    expected:
      what === 'key' ? 'a private key without a passphrase, as PEM' : 'PEM, from -----BEGIN CERTIFICATE-----',
    hint: `Maybe ${variable}_FILE has to name the file`,
  };
}

function belongTogether(cert: string, key: string): boolean {
  return new X509Certificate(cert).checkPrivateKey(createPrivateKey(key));
}

function anotherKey(): Problem {
  return {
    code: 'key-of-another-certificate',
    message: 'KAFKA_TLS_KEY is not the key of the certificate in KAFKA_TLS_CERT',
    expected: 'a certificate and its own key',
    hint: 'Maybe only one of the two was renewed',
  };
}

function works(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch {
    return false;
  }
}

const has = (value: unknown): boolean => value !== undefined && value !== '';
