// Servers that speak MongoDB's protocol: mongo-java-server is fast and forgets what was acknowledged when it is killed;
// FerretDB on SQLite is slow and keeps it.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { prepare } from './cache.mjs';
import { answers, freePorts, startChild } from './child.mjs';

const STARTS = {
  java: (ready, port, directory, changeStreams) => {
    const classes = `${ready}/classes:${ready}/libs/*`;
    const args = [
      '-Xmx512m',
      '-cp',
      classes,
      'MongodbServer',
      '127.0.0.1',
      String(port),
      join(directory, 'data.mv'),
    ];
    return startChild('java', changeStreams ? [...args, 'change-streams'] : args, directory);
  },
  ferretdb: (ready, port, directory) =>
    startChild(join(ready, 'ferretdb'), [`127.0.0.1:${port}`, directory], directory),
};
const RECIPES = { java: 'mongodb-java', ferretdb: 'ferretdb' };

export const MONGODB_SERVERS = Object.keys(STARTS);

/** The recipe of `--mongodb kind`. */
export const mongodbRecipe = (kind) => RECIPES[kind];

/** @returns the server to start, and where clients find it */
export async function mongodb(parent, kind, changeStreams) {
  const ready = await prepare(RECIPES[kind]);
  const [port] = await freePorts(1);
  const directory = join(parent, 'mongodb');
  mkdirSync(directory, { recursive: true });
  return {
    address: { mongodbUri: `mongodb://127.0.0.1:${port}/` },
    servers: [
      {
        name: `mongodb (${kind})`,
        start: () => STARTS[kind](ready, port, directory, changeStreams),
        isReady: () => answers(port),
      },
    ],
  };
}
