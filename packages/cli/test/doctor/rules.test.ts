import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { ownerKeyKind, PLACEHOLDER_SUITE_KEY } from '@dinghub/core/sightings';
import { checkCredentials } from '../../src/doctor/configuration';
import { checkOwnerKeys } from '../../src/doctor/owner-keys';
import { checkCallback, checkClock, checkUrlReachable, isOutOfReach, timing } from '../../src/doctor/url';
import { SIMULATED } from '../../src/simulation/dingtalk/identities';

const KEY = 'a'.repeat(43);
const app = (token: string, aesKey = KEY) => ({
  name: 'hr',
  credentials: [{ token, aesKey }],
  ownerKeys: ['ding0123456789abcdef0123456789abcdef'],
  learnsOwnerKey: false,
  variables: [],
});

describe('the rules for token and AES key', () => {
  it.each([
    ['abc', 'warning', /too short for the API/],
    ['ab', 'failure', /neither/],
    ['abcdef', 'ok', /as DingTalk wants/],
    ['a'.repeat(32), 'ok', /as DingTalk wants/],
    ['a'.repeat(33), 'warning', /the console does not take it/],
    ['abc-def', 'warning', /the console does not take it/],
    ['a'.repeat(64), 'failure', /neither/],
  ])('token %s: %s', (token, status, message) => {
    const [finding] = checkCredentials(app(token));
    expect(finding).toMatchObject({ status, message: { en: expect.stringMatching(message) } });
  });

  it.each(['a'.repeat(42), `${'a'.repeat(42)}+`])('AES key %s is refused, and not shown', (aesKey) => {
    const [finding] = checkCredentials(app('abcdef', aesKey));
    expect(finding).toMatchObject({ status: 'failure' });
    expect(JSON.stringify(finding)).not.toContain(aesKey);
  });
});

describe('owner keys', () => {
  it.each([
    ['ding0123456789abcdef0123456789abcdef', 'corp_id'],
    ['dingqlr3ujmvpvtkmiwl', 'app_key'],
    ['dingd8e1123006514592', 'unclear'],
    ['suite4xxxxxxxxxxxxxxx', 'suite_key'],
    ['dinghub-simulator', 'simulator'],
    ['whatever', 'unclear'],
  ])('%s looks like %s', (key, kind) => expect(ownerKeyKind(key)).toBe(kind));

  it('an app’s own AppKey is one, whatever it looks like', () => {
    expect(ownerKeyKind('dingd8e1123006514592', 'dingd8e1123006514592')).toBe('app_key');
  });

  const check = (ownerKeys: readonly string[], more: object = {}, registered?: boolean) =>
    checkOwnerKeys({ ...app('abcdef'), ownerKeys, ...more }, registered)[0];
  it.each([
    ['only the simulator’s', check(['dinghub-simulator']), 'failure'],
    ['one that is still to be learnt', check(['dinghub-simulator'], { learnsOwnerKey: true }), 'ok'],
    [
      'an AppKey with a URL registered by API, and a corpId still to be learnt',
      check(['dingqlr3ujmvpvtkmiwl'], { learnsOwnerKey: true }, true),
      'ok',
    ],
    [
      'an AppKey that the environment says is all, though the hub would learn',
      check(['dingqlr3ujmvpvtkmiwl'], { learnsOwnerKey: true, variables: ['DINGTALK_OWNER_KEY'] }, true),
      'failure',
    ],
    ['an AppKey with a URL registered by API', check(['dingqlr3ujmvpvtkmiwl'], {}, true), 'failure'],
    [
      'a corpId with nothing registered',
      check(['ding0123456789abcdef0123456789abcdef'], { appKey: 'k' }, false),
      'warning',
    ],
    ['a suiteKey beside an AppKey', check(['suiteabc', 'dingqlr3ujmvpvtkmiwl']), 'warning'],
    ['a suiteKey', check(['suiteabc']), 'ok'],
    ['something else', check(['whatever']), 'warning'],
    [
      'those of the simulated DingTalk',
      check([SIMULATED.corpId, SIMULATED.appKey], { appKey: SIMULATED.appKey }, true),
      'ok',
    ],
    ['those of its third-party app', check([PLACEHOLDER_SUITE_KEY, SIMULATED.suiteKey]), 'ok'],
  ])('%s', (_, finding, status) => expect(finding?.status).toBe(status));

  it.each([
    [['suiteabc'], 'hr accepts a suiteKey, for a third-party app', 'hr 接受 1 个 suiteKey（用于第三方应用）'],
    [
      ['suiteabc', 'suitexyz'],
      'hr accepts 2 suiteKeys, for a third-party app',
      'hr 接受 2 个 suiteKey（用于第三方应用）',
    ],
    [
      [SIMULATED.corpId, SIMULATED.appKey],
      'hr accepts a corpId, for a URL registered by API, and an AppKey, for a URL set in the developer console',
      'hr 接受 1 个 corpId（用于通过接口注册的回调地址）、1 个 AppKey（用于开发者后台配置的回调地址）',
    ],
    [
      ['whatever', SIMULATED.corpId, 'dinghub-simulator'],
      'hr accepts a key that is either of no known form, or an AppKey that cannot be told from an old corpId; a corpId, for a URL registered by API; and the owner key of `dinghub simulate`',
      'hr 接受 1 个无法识别的 owner key（格式未知，或无法区分是 AppKey 还是旧 corpId）、1 个 corpId（用于通过接口注册的回调地址）、`dinghub simulate` 的 owner key',
    ],
  ])('%j are told in a sentence, each kind once', (keys, en, zh) => {
    expect(check(keys)?.message).toEqual({ en, zh });
  });
});

describe('a host', () => {
  it.each([
    ['127.0.0.1', '10.0.0.1', '172.31.0.1', '192.168.1.1', '169.254.169.254', '100.64.0.1', '0.0.0.0'],
    ['[::1]', '[::]', '[fd00::1]', '[fe80::1]', '[::ffff:7f00:1]', '[::ffff:a00:1]'],
    ['localhost'],
  ])('that DingTalk cannot reach: %s and others', (...hosts) => {
    expect(hosts.filter((host) => !isOutOfReach(host))).toEqual([]);
  });

  it.each([
    '10.example.com',
    '192.168.1.1.nip.io',
    '8.8.8.8',
    '172.32.0.1',
    '[2001:4860:4860::8888]',
    '[::ffff:808:808]',
  ])('that it can: %s', (host) => expect(isOutOfReach(host)).toBe(false));
});

describe('what answers something other than HTTP', () => {
  /** Says a text to whoever connects; gives what is found out about its URL. */
  async function at<T>(answer: string, find: (url: string) => Promise<T>): Promise<T> {
    const server = createServer((socket) => void socket.on('error', () => {}).once('data', () => socket.end(answer)));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return find(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`).finally(() => server.close());
  }

  it.each([
    ['no HTTP', 'SSH-2.0-OpenSSH_9.6\r\n\r\n'],
    ['half an answer', 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{'],
    ['an answer beyond measure', `HTTP/1.1 200 OK\r\n\r\n${'x'.repeat(100_000)}`],
  ])('is not said to be out of reach: %s', async (_, answer) => {
    const [finding] = await at(answer, (url) => checkCallback(url, app('abcdef')));
    expect(finding).toMatchObject({
      status: 'failure',
      message: { en: 'no whole HTTP answer' },
      next: { en: expect.stringMatching(/^Something other than the hub/) },
    });
  });

  it('is not at a GET either', async () => {
    const { findings } = await at('SSH-2.0-OpenSSH_9.6\r\n\r\n', checkUrlReachable);
    expect(findings).toMatchObject([{ message: { en: expect.stringMatching(/: no whole HTTP answer$/) } }]);
  });
});

describe('times', () => {
  it.each([
    [900, 50, 'ok'],
    [1300, 50, 'warning'],
    [2600, 50, 'failure'],
    [100, 2600, 'failure'],
  ])('%i ms cold and %i ms warm: %s', (cold, warm, status) => expect(timing(cold, warm).status).toBe(status));

  it.each([
    [9000, 'ok'],
    [-9000, 'ok'],
    [-60_000, 'warning'],
    [3_600_000, 'failure'],
  ])('a clock that is off by %i ms: %s', (skew, status) => expect(checkClock(skew, 'dingtalk').status).toBe(status));

  it('are told in Chinese with Chinese units', () => {
    expect(timing(900, 50).message.zh).toBe('冷启动 900 毫秒、热启动 50 毫秒，得到 success；钉钉只等待 1.2～2.5 秒');
    expect(checkClock(-60_000, 'hub').message.zh).toBe('本机时钟慢于该地址的时钟 1 分钟');
    expect(checkClock(0, 'dingtalk').message.zh).toBe('本机时钟与钉钉的时钟相差不到 10 秒');
  });
});
