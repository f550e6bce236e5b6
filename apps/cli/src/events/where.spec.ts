import { logPlaceOf, meansService } from './where.js';

const flags = { data: './here', dataGiven: false };
const database = 'mongodb://db1/bailiwick';
const ENV = { BAILIWICK_SERVER: 'http://service', MONGODB_URI: database };

describe('which log a command means', () => {
  it.each([
    ['nothing but the environment', {}, true],
    ['a service', { server: 'http://other' }, true],
    ['a data directory', { dataGiven: true }, false],
    ['a database', { mongodb: 'mongodb://other/x' }, false],
  ])('is told by %s', (_, given, service) => {
    expect(meansService({ ...flags, ...given }, ENV)).toBe(service);
  });

  it('is one', () => {
    expect(() =>
      meansService({ ...flags, dataGiven: true, mongodb: database, server: 'http://x' }, {}),
    ).toThrow(
      expect.objectContaining({
        problems: [expect.objectContaining({ message: '--data and --mongodb and --server name 3 logs' })],
      }),
    );
  });

  it('is where the command line says, then in the database that the environment names, then in the folder', () => {
    const mongodb = 'mongodb://other/x';
    expect(logPlaceOf({ ...flags, mongodb }, ENV).mongodbUri).toBe(mongodb);
    expect(logPlaceOf(flags, ENV).mongodbUri).toBe(database);
    expect(logPlaceOf({ ...flags, dataGiven: true }, ENV).mongodbUri).toBeUndefined();
    expect(logPlaceOf(flags, { MONGODB_URI: '' })).toEqual({ dataDir: './here', mongodbUri: undefined });
  });
});
