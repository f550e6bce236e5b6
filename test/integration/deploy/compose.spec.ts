import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ENVIRONMENT } from '../../../apps/server/src/config/config.schema.js';
import { loadConfig } from '../../../apps/server/src/config/load-config.js';
import { repository } from '../../support/cli.js';

interface Service {
  readonly image?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test: readonly string[] };
}

const read = (path: string): string => readFileSync(join(repository, path), 'utf8');
const compose = parse(read('deploy/compose.yml')) as {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, null>>;
};
const { mongodb, kafka, bailiwick } = compose.services as Record<'mongodb' | 'kafka' | 'bailiwick', Service>;
const { config } = loadConfig({ env: bailiwick.environment! });
const dockerfile = read('deploy/Dockerfile');

/** The listeners of the broker by name: `HOST:PORT`. */
function listeners(variable: string): Map<string, string> {
  const text = kafka.environment![variable]!;
  return new Map(text.split(',').map((one) => one.split('://') as [string, string]));
}

describe('deploy/compose.yml', () => {
  it('gives the service only variables that it knows, with values that it takes', () => {
    expect(Object.values(ENVIRONMENT)).toEqual(expect.arrayContaining(Object.keys(bailiwick.environment!)));
    expect(config).toMatchObject({
      roles: ['api', 'ingest', 'process', 'plan', 'relay'],
      kafkaTopicPrefix: '',
    });
  });

  it('lets the service find the broker and the database where they listen', () => {
    const [broker] = config.kafkaBrokers!;
    expect(listeners('KAFKA_ADVERTISED_LISTENERS').get('INSIDE')).toBe(broker);
    const inside = listeners('KAFKA_LISTENERS').get('INSIDE')!;
    expect(broker!.endsWith(inside)).toBe(true);
    expect(broker!.split(':')[0]).toBe('kafka');
    expect(kafka.healthcheck!.test).toContain(broker);
    const { KAFKA_NODE_ID: node, KAFKA_CONTROLLER_QUORUM_VOTERS: voters } = kafka.environment!;
    expect(voters).toBe(`${node}@kafka${listeners('KAFKA_LISTENERS').get('CONTROLLER')}`);
    const { hostname, port, pathname, searchParams } = new URL(config.mongodbUri!);
    expect([hostname, port, pathname]).toEqual(['mongodb', '27017', '/bailiwick']);
    const set = searchParams.get('replicaSet')!;
    expect(mongodb.command).toEqual(expect.arrayContaining(['--replSet', set]));
    expect(mongodb.healthcheck!.test.join(' ')).toContain(
      `_id: '${set}', members: [{ _id: 0, host: 'mongodb:27017' }]`,
    );
  });

  it('opens ports on this machine alone: that of the service, and that of the broker for programs here', () => {
    const { services } = compose;
    const ports = Object.values(services).flatMap((service) => service.ports ?? []);
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
    expect(bailiwick.ports).toEqual([`127.0.0.1:${config.port}:${config.port}`]);
    expect(dockerfile).toContain(`EXPOSE ${config.port}\n`);
    const outside = listeners('KAFKA_ADVERTISED_LISTENERS').get('OUTSIDE')!;
    const [, port] = outside.split(':');
    expect(kafka.ports).toEqual([`${outside}:${port}`]);
    expect(listeners('KAFKA_LISTENERS').get('OUTSIDE')).toBe(`:${port}`);
  });

  it('builds the image of this repository, waits for what it needs, and keeps what it must', () => {
    expect(bailiwick.build).toEqual({ context: '..', dockerfile: 'deploy/Dockerfile' });
    for (const { condition } of Object.values(bailiwick.depends_on!))
      expect(condition).toBe('service_healthy');
    expect(Object.keys(bailiwick.depends_on!).sort()).toEqual(['kafka', 'mongodb']);
    for (const service of [mongodb, kafka]) expect(service.healthcheck).toBeDefined();
    expect(bailiwick.volumes).toEqual([`bailiwick:${config.dataDir}`]);
    expect(dockerfile).toContain(`VOLUME ${config.dataDir}\n`);
    expect(Object.keys(compose.volumes).sort()).toEqual(['bailiwick', 'kafka', 'mongodb']);
  });

  it('runs the broker that the tests run', () => {
    const pom = read('test/servers/kafka/pom.xml');
    const [, version] = /<artifactId>kafka_2\.13<\/artifactId>\s*<version>([^<]+)/.exec(pom)!;
    expect(kafka.image).toBe(`apache/kafka:${version}`);
    // Topics are made by the service, as they have to be, and not by whoever names one first.
    expect(kafka.environment!['KAFKA_AUTO_CREATE_TOPICS_ENABLE']).toBe('false');
  });
});
