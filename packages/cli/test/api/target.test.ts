import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@dinghub/testkit';
import { type Profile, profilesFile, readProfiles, writeProfiles } from '../../src/api/profiles';
import { resolveTarget } from '../../src/api/target';

const REMOTE = 'https://hub.example.com';

describe('which hub is meant', () => {
  const folder = temporaryFolder('target', afterAll);
  const data = join(folder, 'data');
  const XDG_CONFIG_HOME = join(folder, 'config');
  beforeEach(() => void jest.replaceProperty(process, 'env', { ...process.env, LC_ALL: 'C' }));
  afterEach(() => jest.restoreAllMocks());
  beforeAll(() => {
    mkdirSync(data);
    writeFileSync(join(data, 'admin-token'), 'of-the-folder\n');
    const prod = { endpoint: REMOTE, token: 'of-prod' };
    writeProfiles(
      new Map<string, Profile>([
        ['prod', prod],
        ['bare', { endpoint: 'https://bare.example.com' }],
      ]),
      { XDG_CONFIG_HOME },
    );
  });

  const resolve = (options: object = {}, env: Record<string, string> = {}) =>
    resolveTarget({ data, ...options }, { XDG_CONFIG_HOME, ...env });

  it('is the one on this machine when nobody says anything, with the token of its folder', () => {
    expect(resolve()).toEqual({
      endpoint: 'http://127.0.0.1:8787',
      token: 'of-the-folder',
      tokenFrom: join(data, 'admin-token'),
      isNamed: false,
      isFolders: true,
      idleFolder: data,
    });
    expect(resolve({ data: '/nonexistent' })).toMatchObject({
      tokenFrom: '/nonexistent/admin-token',
      isFolders: false,
    });
    expect(resolve({ data: '/nonexistent' }).token).toBeUndefined();
  });

  it('is where the hub of the folder says that it runs, unless somebody names another', () => {
    const file = join(data, 'hub.json');
    const say = (pid: number) =>
      writeFileSync(file, JSON.stringify({ url: 'http://127.0.0.1:9123', pid, startedAt: 1 }));
    say(process.pid);
    expect(resolve()).toMatchObject({ endpoint: 'http://127.0.0.1:9123', token: 'of-the-folder', isNamed: false });
    expect(resolve().idleFolder).toBeUndefined();
    expect(resolve({ endpoint: 'http://127.0.0.1:1' }).endpoint).toBe('http://127.0.0.1:1');
    expect(resolve({}, { DINGHUB_ENDPOINT: 'http://127.0.0.1:2' }).endpoint).toBe('http://127.0.0.1:2');
    expect(resolve({}, { DINGHUB_PROFILE: 'prod' }).endpoint).toBe(REMOTE);
    expect(resolve({ data: '/nonexistent' }).endpoint).toBe('http://127.0.0.1:8787');
    // Of a process that was.
    say(spawnSync(process.execPath, ['-e', '']).pid);
    expect(resolve()).toMatchObject({ endpoint: 'http://127.0.0.1:8787', idleFolder: data });
    expect(resolve({ token: 'flag' })).toMatchObject({ endpoint: 'http://127.0.0.1:8787', idleFolder: data });
    expect(resolve({ endpoint: 'http://127.0.0.1:1' }).idleFolder).toBeUndefined();
    rmSync(file);
  });

  it.each<[string, object, Record<string, string>, string, string | undefined]>([
    [
      'a flag before the environment',
      { endpoint: 'https://a' },
      { DINGHUB_ENDPOINT: 'https://b' },
      'https://a',
      undefined,
    ],
    [
      'the environment before its profile',
      {},
      { DINGHUB_ENDPOINT: 'https://b', DINGHUB_PROFILE: 'prod' },
      'https://b',
      undefined,
    ],
    [
      'a profile on the command line before the environment',
      { profile: 'prod' },
      { DINGHUB_ENDPOINT: 'https://b', DINGHUB_ADMIN_TOKEN: 'env' },
      REMOTE,
      'of-prod',
    ],
    [
      'the environment’s token before its profile’s',
      {},
      { DINGHUB_PROFILE: 'prod', DINGHUB_ADMIN_TOKEN: 'env' },
      REMOTE,
      'env',
    ],
    ['the environment’s profile', {}, { DINGHUB_PROFILE: 'prod' }, REMOTE, 'of-prod'],
    [
      'a token on the command line before all',
      { profile: 'prod', token: 'flag' },
      { DINGHUB_ADMIN_TOKEN: 'env' },
      REMOTE,
      'flag',
    ],
    [
      'a profile without a token, with the environment’s',
      { profile: 'bare' },
      { DINGHUB_ADMIN_TOKEN: 'env' },
      'https://bare.example.com',
      'env',
    ],
    ['an endpoint with a path and a slash', { endpoint: 'https://a/dev/' }, {}, 'https://a/dev', undefined],
    [
      'an empty variable, which is none',
      {},
      { DINGHUB_ENDPOINT: '', DINGHUB_PROFILE: '', DINGHUB_ADMIN_TOKEN: '' },
      'http://127.0.0.1:8787',
      'of-the-folder',
    ],
  ])('takes %s', (_, options, env, endpoint, token) => {
    const found = resolve(options, env);
    expect([found.endpoint, found.token]).toEqual([endpoint, token]);
  });

  it('sends a profile’s token to no other endpoint, and a folder’s token not off this machine', () => {
    expect(resolve({ profile: 'prod', endpoint: 'https://evil.example.com' }).token).toBeUndefined();
    expect(resolve({ profile: 'prod', endpoint: `${REMOTE}/` }).token).toBe('of-prod');
    expect(resolve({ endpoint: 'https://evil.example.com' }).token).toBeUndefined();
    expect(resolve({ endpoint: 'http://127.0.0.1.evil.example.com' }).token).toBeUndefined();
    for (const endpoint of ['http://localhost:1', 'http://[::1]:1', 'http://127.0.0.2:1']) {
      expect(resolve({ endpoint }).token).toBe('of-the-folder');
    }
  });

  it('says what is wrong, and never shows a token', () => {
    expect(() => resolve({ endpoint: 'hub.example.com' })).toThrow(/--endpoint must be an http or https URL/);
    expect(() => resolve({}, { DINGHUB_ENDPOINT: 'x' })).toThrow(/^DINGHUB_ENDPOINT must be an http or https URL/);
    expect(() => resolve({ endpoint: 'https://me:pw@hub' })).toThrow(/without user name/);
    expect(() => resolve({ profile: 'test' })).toThrow(/There is no profile "test"; there are: prod, bare/);
    expect(() => resolve({ token: 'two words' })).toThrow(/The token from --token is no admin token/);
    expect(() => resolve({ token: 'two words' })).not.toThrow(/two words/);
    expect(() => resolve({ token: 'line\r\nbreak' })).not.toThrow(/break/);
  });

  it('reads no profiles where there are none, and says which file it cannot use', () => {
    expect(readProfiles({ XDG_CONFIG_HOME: join(folder, 'none') }).size).toBe(0);
    const broken = { XDG_CONFIG_HOME: join(folder, 'broken') };
    mkdirSync(join(folder, 'broken/dinghub'), { recursive: true });
    for (const text of ['{"prod": "sesame"}', '[]', '{"prod": {sesame', 'null']) {
      writeFileSync(profilesFile(broken), text);
      expect(() => readProfiles(broken)).toThrow(/profiles\.json is not what dinghub wrote/);
      expect(() => readProfiles(broken)).not.toThrow(/sesame/);
    }
    expect(profilesFile({ XDG_CONFIG_HOME: 'relative', HOME: '/x' })).toMatch(/\/\.config\/dinghub\/profiles\.json$/);
  });

  it('takes no name of an object’s own for a profile', () => {
    expect(() => resolve({ profile: '__proto__' })).toThrow(/There is no profile/);
    expect(() => resolve({ profile: 'constructor' })).toThrow(/There is no profile/);
  });
});
