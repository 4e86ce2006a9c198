import { readApiEndpoint } from '../../src/config/api-endpoint';
import { parseCallers } from '../../src/config/callers';
import { ConfigError, parseConfig, parseSettings } from '../../src/index';

const KEY = 'k'.repeat(43);
const good = { DINGTALK_TOKEN: 'tk', DINGTALK_AES_KEY: KEY, DINGTALK_OWNER_KEY: 'dinga, dingb' };
const problemsOf = (env: Record<string, string | undefined>): readonly string[] => {
  try {
    parseConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
};

describe('parseConfig', () => {
  it('reads one app from separate variables, its owner keys separated by commas', () => {
    const config = parseConfig({ ...good, HOME: '/root' });
    expect(config.retentionDays).toBe(180);
    expect(config.apps).toMatchObject([
      { name: 'default', ownerKeys: ['dinga', 'dingb'], credentials: [{ token: 'tk' }] },
    ]);
  });

  it('takes the AppKey for the owner key when no other is given', () => {
    const { DINGTALK_OWNER_KEY, ...rest } = good;
    expect(parseConfig({ ...rest, DINGTALK_APP_KEY: 'dingapp' }).apps[0]?.ownerKeys).toEqual(['dingapp']);
  });

  it('reads several apps, one of them rotating, from DINGTALK_APPS', () => {
    const apps = [
      { name: 'hr', token: 't', aesKey: KEY, ownerKeys: ['o'], appKey: 'a', appSecret: 's' },
      {
        name: 'it',
        credentials: [
          { token: 'n', aesKey: KEY },
          { token: 'o', aesKey: KEY },
        ],
        ownerKeys: ['o'],
      },
    ];
    expect(
      parseConfig({ DINGTALK_APPS: JSON.stringify(apps) }).apps.map((app) => [app.name, app.credentials.length]),
    ).toEqual([
      ['hr', 1],
      ['it', 2],
    ]);
  });

  it('reports every problem at once, each by its name and none with a value', () => {
    const secret = 'very secret';
    const problems = problemsOf({
      DINGTALK_TOKEN: secret,
      DINGTALK_AES_KEY: secret,
      DINGTALK_TOKNE: secret,
      DINGHUB_RETENTION_DAYS: '-1',
      DINGHUB_ADMIN_TOKEN: 'short',
    });
    for (const name of [
      'DINGTALK_TOKEN:',
      'DINGTALK_AES_KEY:',
      'DINGTALK_OWNER_KEY:',
      'DINGTALK_TOKNE:',
      'DINGHUB_RETENTION_DAYS:',
      'DINGHUB_ADMIN_TOKEN:',
    ]) {
      expect(problems.some((problem) => problem.startsWith(name))).toBe(true);
    }
    expect(problems.join()).not.toContain(secret);
  });

  it.each([
    ['not JSON', 'x'],
    ['an empty array', '[]'],
    ['an array of text', '["hr"]'],
    ['an unknown field', JSON.stringify([{ name: 'a', token: 't', aesKey: KEY, ownerKeys: ['o'], tokne: 1 }])],
    ['no owner key', JSON.stringify([{ name: 'a', token: 't', aesKey: KEY, ownerKeys: [] }])],
    ['an empty owner key', JSON.stringify([{ name: 'a', token: 't', aesKey: KEY, ownerKeys: [''] }])],
    [
      'the same name twice',
      JSON.stringify([1, 2].map(() => ({ name: 'a', token: 't', aesKey: KEY, ownerKeys: ['o'] }))),
    ],
    ['a name with a slash', JSON.stringify([{ name: 'a/b', token: 't', aesKey: KEY, ownerKeys: ['o'] }])],
    [
      'both forms of credentials',
      JSON.stringify([
        { name: 'a', token: 't', aesKey: KEY, credentials: [{ token: 't', aesKey: KEY }], ownerKeys: ['o'] },
      ]),
    ],
  ])('refuses DINGTALK_APPS with %s', (_, text) => {
    expect(problemsOf({ DINGTALK_APPS: text }).length).toBeGreaterThan(0);
  });

  it('names the place of every problem within DINGTALK_APPS', () => {
    const pair = { token: 't', aesKey: KEY };
    const apps = [
      { name: 'a', ...pair, ownerKeys: ['o'], appKey: '' },
      { name: 'a', credentials: [pair, { token: 't', aesKey: 'short', more: 1 }], ownerKeys: ['o'] },
      7,
    ];
    const places = problemsOf({ DINGTALK_APPS: JSON.stringify(apps) }).map((problem) => problem.split(':')[0]);
    expect(places).toEqual([
      'DINGTALK_APPS[0].appKey',
      'DINGTALK_APPS[1].credentials[1].more',
      'DINGTALK_APPS[1].credentials[1].aesKey',
      'DINGTALK_APPS[1].name',
      'DINGTALK_APPS[2]',
    ]);
  });

  it('answers suite checks with success unless it is told to answer with their Random value', () => {
    expect(parseConfig(good).suiteCheckReply).toBe('success');
    expect(parseConfig({ ...good, DINGTALK_SUITE_CHECK_REPLY: 'random' }).suiteCheckReply).toBe('random');
    expect(problemsOf({ ...good, DINGTALK_SUITE_CHECK_REPLY: 'Random' })[0]).toMatch(/^DINGTALK_SUITE_CHECK_REPLY: /);
  });

  it('can be read without the apps, where those come from elsewhere', () => {
    const env = { DINGTALK_TOKEN: '/a/name', DINGHUB_RETENTION_DAYS: '7', DINGTALK_SUITE_CHECK_REPLY: 'random' };
    expect(parseSettings(env)).toEqual({ retentionDays: 7, suiteCheckReply: 'random' });
    expect(() => parseSettings({ DINGHUB_RETENTION_DAYS: '0', DINGHUB_TABLE: 't' })).toThrow(
      /DINGHUB_TABLE: unknown[\s\S]*DINGHUB_RETENTION_DAYS: expected/,
    );
  });

  it.each([
    ['https://dingtalk.example/', 'https://dingtalk.example'],
    ['https://dingtalk.example:8443', 'https://dingtalk.example:8443'],
    ['http://127.0.0.1:8788', 'http://127.0.0.1:8788'],
    ['http://localhost:8788/', 'http://localhost:8788'],
    ['', undefined],
  ])('takes %j for where DingTalk’s APIs are', (DINGTALK_API_ENDPOINT, origin) => {
    expect(readApiEndpoint({ ...good, DINGTALK_API_ENDPOINT })).toBe(origin);
  });

  it.each([
    ...[
      'http://dingtalk.example',
      'http://127.0.0.1.example',
      'https://a:b@dingtalk.example',
      'https://x/path',
      'ftp://x',
    ],
    ...['dingtalk.example', 'https://x?y', 'http://127.0.0.1:99999', 'http://localhost@evil.example'],
  ])('sends no app’s secret to %s', (DINGTALK_API_ENDPOINT) => {
    expect(() => readApiEndpoint({ DINGTALK_API_ENDPOINT })).toThrow(/DINGTALK_API_ENDPOINT: expected/);
  });

  it('can be read for calls alone: without token and AES key, and only the apps that can call', () => {
    const env = { DINGTALK_APP_KEY: 'k', DINGTALK_APP_SECRET: 's' };
    const caller = { name: 'default', appKey: 'k', appSecret: 's' };
    expect(parseCallers(env)).toEqual({ apps: [caller], retentionDays: 180, suiteCheckReply: 'success' });
    const app = { token: 't', aesKey: KEY, ownerKeys: ['o'] };
    const DINGTALK_APPS = JSON.stringify([
      { ...app, name: 'a', appKey: 'k', appSecret: 's' },
      { ...app, name: 'b', appKey: 'k' },
    ]);
    expect(parseCallers({ DINGTALK_APPS }).apps).toEqual([{ ...caller, name: 'a' }]);
    expect(() => parseCallers({ DINGTALK_APP_KEY: 'k' })).toThrow(/DINGTALK_APP_SECRET: missing/);
    expect(() => parseCallers({ DINGTALK_APPS: JSON.stringify([{ ...app, name: 'b' }]) })).toThrow(/no app has both/);
    expect(() => parseCallers({ ...env, DINGHUB_TABLE: 't' })).toThrow(/DINGHUB_TABLE: unknown/);
  });

  it('refuses both ways of configuration at once', () => {
    expect(problemsOf({ ...good, DINGTALK_APPS: '[]' })[0]).toMatch(/not both/);
  });

  it('lets an adapter name the variables that it reads itself', () => {
    expect(parseConfig({ ...good, DINGHUB_TABLE: 't' }, ['DINGHUB_TABLE']).apps).toHaveLength(1);
    expect(problemsOf({ ...good, DINGHUB_TABLE: 't' })[0]).toMatch(/^DINGHUB_TABLE: unknown/);
  });
});
