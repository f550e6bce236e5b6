// The real broker in KRaft mode: each node is broker and controller.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { prepare } from './cache.mjs';
import { answers, freePorts, startChild } from './child.mjs';

const CLUSTER_ID = 'bailiwickTestServersAA';
/** ApiVersions, version 0, without a client id: what every client asks first. */
const API_VERSIONS = Buffer.from('0000000a 0012 0000 00000001 ffff'.replaceAll(' ', ''), 'hex');

/** @returns the servers to start, and where clients find them */
export async function kafka(directory, count) {
  const ready = await prepare('kafka');
  const ports = await freePorts(2 * count);
  const nodes = Array.from({ length: count }, (_, i) => ({
    id: i + 1,
    port: ports[2 * i],
    vote: ports[2 * i + 1],
  }));
  const voters = nodes.map(({ id, vote }) => `${id}@127.0.0.1:${vote}`).join(',');
  return {
    address: { kafkaBrokers: nodes.map(({ port }) => `127.0.0.1:${port}`).join(',') },
    servers: nodes.map((node) => ({
      name: `kafka-${node.id}`,
      start: () => startNode(ready, join(directory, `kafka-${node.id}`), properties(node, voters, count)),
      isReady: () => answers(node.port, API_VERSIONS),
    })),
  };
}

function startNode(ready, directory, settings) {
  mkdirSync(directory, { recursive: true });
  const file = join(directory, 'server.properties');
  const lines = Object.entries({ ...settings, 'log.dirs': join(directory, 'logs') });
  writeFileSync(file, lines.map(([name, value]) => `${name}=${value}\n`).join(''));
  const classes = `${ready}/classes:${ready}/libs/*`;
  return startChild('java', ['-Xmx512m', '-cp', classes, 'KafkaServer', CLUSTER_ID, file], directory);
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
