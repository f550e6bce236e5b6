import { InvalidInputError } from '@bailiwick/kernel';
import { connectionFrom, type Environment, type ServerFlags } from './connection.js';

const TOKENS: Readonly<Record<string, string>> = {
  '/data/admin-token': 'kept\n',
  '/secret': ' filed \n',
  '/two': 'two words',
};

async function connect(flags: ServerFlags, env: Environment = {}) {
  let told = '';
  const io = {
    stderr: (text: string) => void (told += text),
    readFile: (path: string) =>
      TOKENS[path] === undefined
        ? Promise.reject(new Error('no'))
        : Promise.resolve(Buffer.from(TOKENS[path])),
  };
  try {
    const { url, token } = await connectionFrom(flags, io, env);
    return { url: url.href, token, told };
  } catch (error) {
    return { codes: (error as InvalidInputError).problems.map(({ code }) => code) };
  }
}

const DATA_DIR = '/data';

describe('where the service is, and the token for it', () => {
  it.each<[string, ServerFlags, Environment, { url: string; token: string }]>([
    ['this machine', {}, { DATA_DIR }, { url: 'http://127.0.0.1:3000/', token: 'kept' }],
    [
      'the environment',
      {},
      { BAILIWICK_SERVER: 'https://b.example/api', BAILIWICK_TOKEN: 't' },
      { url: 'https://b.example/api/', token: 't' },
    ],
    [
      'flags before it',
      { server: 'http://localhost:1', token: 'u' },
      { BAILIWICK_SERVER: 'https://b.example', BAILIWICK_TOKEN: 't' },
      { url: 'http://localhost:1/', token: 'u' },
    ],
    ['a file', {}, { BAILIWICK_TOKEN_FILE: '/secret' }, { url: 'http://127.0.0.1:3000/', token: 'filed' }],
    [
      'another address of this machine',
      { server: 'http://[::1]:9/' },
      { DATA_DIR },
      { url: 'http://[::1]:9/', token: 'kept' },
    ],
  ])('comes from %s', async (_from, flags, env, expected) => {
    expect(await connect(flags, env)).toEqual({ ...expected, told: '' });
  });

  it.each(['https://elsewhere.example', 'https://127.0.0.1.elsewhere.example', 'https://localhost.example'])(
    'gives %s no token that was made for this machine',
    async (server) => {
      expect(await connect({ server }, { DATA_DIR })).toEqual({ codes: ['no-token'] });
    },
  );

  it('says everything that is wrong at once', async () => {
    expect(await connect({ server: 'ftp://x' })).toEqual({ codes: ['bad-server', 'no-token'] });
    expect(await connect({ server: 'http://me:secret@x' }, { BAILIWICK_TOKEN_FILE: '/two' })).toEqual({
      codes: ['bad-server', 'bad-token'],
    });
    expect(await connect({}, { BAILIWICK_TOKEN_FILE: '/none' })).toEqual({ codes: ['unreadable-file'] });
  });

  it('warns where others can read the token on its way', async () => {
    const { told } = await connect({ server: 'http://b.example', token: 'hush' });
    expect(told).toContain('plain http');
    expect(told).not.toContain('hush');
  });
});
