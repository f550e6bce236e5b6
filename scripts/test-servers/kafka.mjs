// The real broker in KRaft mode: each node is broker and controller.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { prepare } from './cache.mjs';
import { answers, freePorts, startChild } from './child.mjs';

const CLUSTER_ID = 'bailiwickTestServersAA';
const MECHANISMS = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'];
/** ApiVersions, version 0, without a client id: what every client asks first. */
const API_VERSIONS = Buffer.from('0000000a 0012 0000 00000001 ffff'.replaceAll(' ', ''), 'hex');

/** Whom a secure listener lets in. */
const USER = { kafkaUsername: 'bailiwick', kafkaPassword: 'not for production' };

/**
 * @param secure each broker also listens by TLS: with user name and password, with a client's certificate, and with a
 *   certificate of its own that has expired
 * @returns the servers to start, and where clients find them
 */
export async function kafka(directory, count, secure = false) {
  const ready = await prepare('kafka');
  const ports = await freePorts(5 * count);
  const nodes = Array.from({ length: count }, (_, i) => {
    const [port, vote, SECURE, MUTUAL, EXPIRED] = ports.slice(5 * i);
    return { id: i + 1, port, vote, secure: { SECURE, MUTUAL, EXPIRED } };
  });
  const voters = nodes.map(({ id, vote }) => `${id}@127.0.0.1:${vote}`).join(',');
  const certificates = secure ? makeCertificates(directory) : undefined;
  return {
    address: {
      kafkaBrokers: nodes.map(({ port }) => `127.0.0.1:${port}`).join(','),
      ...(certificates && { secureKafka: secureAddresses(nodes, certificates) }),
    },
    servers: nodes.map((node) => ({
      name: `kafka-${node.id}`,
      start: () =>
        startNode(ready, join(directory, `kafka-${node.id}`), {
          ...properties(node, voters, count),
          ...(certificates && secureListeners(node, certificates)),
        }),
      isReady: () => answers(node.port, API_VERSIONS),
    })),
  };
}

/** Whom clients believe, and who they are; and a broker's certificate that is past its time. */
function makeCertificates(directory) {
  const [broker, client] = ['broker', 'client'].map((name) => makeCertificate(directory, name));
  return { broker, client, expired: makeCertificate(directory, 'expired', '-1') };
}

/** Signed by itself, for this machine's own address. */
function makeCertificate(directory, name, days = '2') {
  const path = (what) => join(directory, `${name}-${what}.pem`);
  const [keyFile, requestFile, certFile] = ['key', 'request', 'certificate'].map(path);
  const openssl = (...args) => execFileSync('openssl', args, { stdio: 'ignore' });
  writeFileSync(path('extensions'), 'subjectAltName=IP:127.0.0.1');
  const fresh = ['-newkey', 'rsa:2048', '-nodes', '-keyout', keyFile, '-out', requestFile];
  openssl('req', ...fresh, '-subj', `/CN=bailiwick-test-${name}`);
  const signed = ['-signkey', keyFile, '-days', days, '-extfile', path('extensions'), '-out', certFile];
  openssl('x509', '-req', '-in', requestFile, ...signed);
  const [key, cert] = [keyFile, certFile].map((file) => readFileSync(file, 'utf8'));
  writeFileSync(path('keystore'), key + cert, { mode: 0o600 });
  return { key, cert, certFile, keystore: path('keystore') };
}

/** What clients need to know of the listeners that are not open to everybody. */
function secureAddresses(nodes, { broker, client, expired }) {
  const at = (listener) => nodes.map(({ secure }) => `127.0.0.1:${secure[listener]}`).join(',');
  return {
    brokers: at('SECURE'),
    ca: broker.cert,
    ...USER,
    mutual: { brokers: at('MUTUAL'), cert: client.cert, key: client.key },
    expired: { brokers: at('EXPIRED'), ca: expired.cert, key: expired.key },
  };
}

/** One listener wants a password, one a certificate, and one shows a certificate that is past its time. */
function secureListeners({ port, vote, secure }, { broker, client, expired }) {
  const names = Object.keys(secure);
  const keystore = (listener, { keystore: location }) => ({
    [`listener.name.${listener}.ssl.keystore.type`]: 'PEM',
    [`listener.name.${listener}.ssl.keystore.location`]: location,
  });
  return {
    listeners: [
      `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${vote}`,
      ...names.map((name) => `${name}://127.0.0.1:${secure[name]}`),
    ].join(','),
    'listener.security.protocol.map':
      'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SECURE:SASL_SSL,MUTUAL:SSL,EXPIRED:SSL',
    ...keystore('secure', broker),
    ...passwords('listener.name.secure'),
    ...keystore('mutual', broker),
    'listener.name.mutual.ssl.client.auth': 'required',
    'listener.name.mutual.ssl.truststore.type': 'PEM',
    'listener.name.mutual.ssl.truststore.location': client.certFile,
    ...keystore('expired', expired),
  };
}

function passwords(listener) {
  const { kafkaUsername: name, kafkaPassword: password } = USER;
  return {
    [`${listener}.sasl.enabled.mechanisms`]: MECHANISMS.join(','),
    [`${listener}.plain.sasl.jaas.config`]: `org.apache.kafka.common.security.plain.PlainLoginModule required user_${name}="${password}";`,
    ...Object.fromEntries(
      MECHANISMS.slice(1).map((mechanism) => [
        `${listener}.${mechanism.toLowerCase()}.sasl.jaas.config`,
        'org.apache.kafka.common.security.scram.ScramLoginModule required;',
      ]),
    ),
  };
}

/** Every broker knows them; only a secure listener asks. */
function scramUsers() {
  const { kafkaUsername: name, kafkaPassword: password } = USER;
  return MECHANISMS.slice(1).flatMap((mechanism) => [
    '--add-scram',
    `${mechanism}=[name=${name},password=${password}]`,
  ]);
}

function startNode(ready, directory, settings) {
  mkdirSync(directory, { recursive: true });
  const file = join(directory, 'server.properties');
  const lines = Object.entries({ ...settings, 'log.dirs': join(directory, 'logs') });
  writeFileSync(file, lines.map(([name, value]) => `${name}=${value}\n`).join(''));
  const classes = `${ready}/classes:${ready}/libs/*`;
  return startChild(
    'java',
    ['-Xmx512m', '-cp', classes, 'KafkaServer', CLUSTER_ID, file, ...scramUsers()],
    directory,
  );
}

function properties({ id, port, vote }, voters, count) {
  const replicas = Math.min(3, count);
  const inSync = Math.max(1, replicas - 1);
  return {
    'process.roles': 'broker,controller',
    'node.id': id,
    'controller.quorum.voters': voters,
    'controller.listener.names': 'CONTROLLER',
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${vote}`,
    'default.replication.factor': replicas,
    'min.insync.replicas': inSync,
    'offsets.topic.replication.factor': replicas,
    'offsets.topic.num.partitions': 5,
    'transaction.state.log.replication.factor': replicas,
    'transaction.state.log.min.isr': inSync,
    'transaction.state.log.num.partitions': 5,
    'group.initial.rebalance.delay.ms': 0,
    // A node that is killed is missed sooner than it is back.
    'broker.heartbeat.interval.ms': 1_000,
    'broker.session.timeout.ms': 5_000,
  };
}
