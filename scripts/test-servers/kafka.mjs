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
 * @param secure each broker also listens by TLS with user name and password
 * @returns the servers to start, and where clients find them
 */
export async function kafka(directory, count, secure = false) {
  const ready = await prepare('kafka');
  const ports = await freePorts(3 * count);
  const nodes = Array.from({ length: count }, (_, i) => ({
    id: i + 1,
    port: ports[3 * i],
    vote: ports[3 * i + 1],
    securePort: ports[3 * i + 2],
  }));
  const voters = nodes.map(({ id, vote }) => `${id}@127.0.0.1:${vote}`).join(',');
  const certificate = secure ? makeCertificate(directory) : undefined;
  return {
    address: {
      kafkaBrokers: nodes.map(({ port }) => `127.0.0.1:${port}`).join(','),
      ...(certificate && {
        secureKafka: {
          brokers: nodes.map(({ securePort }) => `127.0.0.1:${securePort}`).join(','),
          ca: certificate.ca,
          ...USER,
        },
      }),
    },
    servers: nodes.map((node) => ({
      name: `kafka-${node.id}`,
      start: () =>
        startNode(ready, join(directory, `kafka-${node.id}`), {
          ...properties(node, voters, count),
          ...(certificate && secureListener(node, certificate.keystore)),
        }),
      isReady: () => answers(node.port, API_VERSIONS),
    })),
  };
}

/** Signed by itself, for this machine's own address. */
function makeCertificate(directory) {
  const [key, certificate, keystore] = ['key', 'certificate', 'keystore'].map((name) =>
    join(directory, `${name}.pem`),
  );
  const subject = ['-subj', '/CN=bailiwick-test', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const files = ['-keyout', key, '-out', certificate];
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...files, ...subject],
    { stdio: 'ignore' },
  );
  const ca = readFileSync(certificate, 'utf8');
  writeFileSync(keystore, readFileSync(key, 'utf8') + ca, { mode: 0o600 });
  return { ca, keystore };
}

function secureListener({ port, vote, securePort }, keystore) {
  const { kafkaUsername: name, kafkaPassword: password } = USER;
  const listener = 'listener.name.secure';
  return {
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${vote},SECURE://127.0.0.1:${securePort}`,
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SECURE:SASL_SSL',
    [`${listener}.ssl.keystore.type`]: 'PEM',
    [`${listener}.ssl.keystore.location`]: keystore,
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
