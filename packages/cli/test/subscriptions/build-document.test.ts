import type { JsonObject } from '@dinghub/core';
import { compilePattern } from '@dinghub/core/dispatch';
import { ALL_EVENTS, buildDocument } from '../../src/subscriptions/build-document';
import { rateLimit } from '../../src/subscriptions/document-options';
import { event } from '../admin-hub';

const URL = 'https://crm.example.com/hook';

const speak = (LC_ALL: string) => jest.replaceProperty(process, 'env', { ...process.env, LC_ALL });

describe('a subscription in flags', () => {
  beforeEach(() => void speak('C'));
  afterEach(() => jest.restoreAllMocks());

  it('is a webhook, unless keys or --sink say otherwise', () => {
    expect(buildDocument({ url: URL, type: ['a', 'b'] })).toEqual({
      pattern: { type: ['a', 'b'] },
      sink: { kind: 'webhook', url: URL },
    });
    const keys = { tokenValue: 't', aesKey: 'k', ownerKey: 'o' };
    expect(buildDocument({ url: URL, all: true, ...keys }).sink).toEqual({
      kind: 'dingtalk-callback',
      url: URL,
      token: 't',
      aesKey: 'k',
      ownerKey: 'o',
    });
    expect(() => buildDocument({ url: URL, all: true, ...keys, sink: 'webhook' })).toThrow(
      /keys of --sink dingtalk-callback/,
    );
  });

  it('has everything that the flags say', () => {
    expect(
      buildDocument({
        url: URL,
        type: ['a'],
        pattern: { corpid: ['c'] },
        description: 'd',
        rate: { count: 10, perSeconds: 1 },
        maxInFlight: 3,
        header: [['x-a', '1']],
        secret: 'whsec_x',
      }),
    ).toEqual({
      pattern: { corpid: ['c'], type: ['a'] },
      sink: { kind: 'webhook', url: URL, headers: { 'x-a': '1' } },
      description: 'd',
      rateLimit: { count: 10, perSeconds: 1 },
      maxInFlight: 3,
      secret: 'whsec_x',
    });
  });

  it('matches every event but those about dinghub itself with --all', () => {
    const { matches } = compilePattern(ALL_EVENTS);
    const asJson = (source: string) => event({ source }) as unknown as JsonObject;
    expect(['dingtalk', 'aws.ec2', 'dinghub'].map((source) => matches(asJson(source)))).toEqual([true, true, false]);
  });

  it.each<[object, RegExp]>([
    [{ url: URL }, /^Which events\?/],
    [{ type: ['a'] }, /^Where to\?/],
    [{ url: URL, all: true, type: ['a'] }, /--all goes without/],
    [{ url: URL, type: ['a'], pattern: { type: ['b'] } }, /has a type already/],
    [{ url: URL, file: {} }, /say it in there instead of --url/],
  ])('%j is refused', (options, message) => expect(() => buildDocument(options)).toThrow(message));

  it.each<[object, RegExp]>([
    [{ url: URL }, /^要接收哪些事件？/],
    [{ type: ['a'] }, /^发送到哪里？/],
    [{ url: URL, all: true, type: ['a'] }, /^--all 不能与 --type、--pattern 同时使用/],
    [{ url: URL, type: ['a'], pattern: { type: ['b'] } }, /^--pattern 中已有 type/],
    [{ url: URL, file: {} }, /而不是用 --url。$/],
    [{ url: URL, all: true, sink: 'webhook', aesKey: 'k' }, /只用于 --sink dingtalk-callback。$/],
  ])('%j is refused in Chinese', (options, message) => {
    speak('zh_CN.UTF-8');
    expect(() => buildDocument(options)).toThrow(message);
  });

  it('changes what it names and leaves everything else', () => {
    const before = {
      id: 'crm',
      pattern: { type: ['a'] },
      sink: { kind: 'webhook', url: URL, headers: { 'X-A': '***', 'x-b': '***' } },
      rateLimit: { count: 1, perSeconds: 1 },
      maxInFlight: 1,
      description: 'd',
      state: 'active',
    };
    expect(buildDocument({ description: 'e' }, before)).toEqual({ ...before, description: 'e' });
    const { rateLimit: _, maxInFlight: __, description: ___, ...bare } = before;
    expect(buildDocument({ rate: 'none', maxInFlight: 'none', description: '' }, before)).toEqual(bare);
    expect(buildDocument({ header: [['x-a', '2']], removeHeader: ['X-B'] }, before).sink).toEqual({
      ...before.sink,
      headers: { 'x-a': '2' },
    });
    expect(buildDocument({ removeHeader: ['x-a', 'x-b'] }, before).sink).toEqual({ kind: 'webhook', url: URL });
    expect(buildDocument({ type: ['b'] }, before).pattern).toEqual({ type: ['b'] });
  });

  it('keeps an owner key while the sink stays of its kind', () => {
    const sink = { kind: 'dingtalk-callback', url: URL, ownerKey: 'o' };
    expect(buildDocument({ url: 'https://new' }, { pattern: {}, sink }).sink).toEqual({ ...sink, url: 'https://new' });
    expect(buildDocument({ sink: 'webhook' }, { pattern: {}, sink }).sink).toEqual({ kind: 'webhook', url: URL });
  });

  it.each([
    ['10/1s', { count: 10, perSeconds: 1 }],
    ['600/m', { count: 600, perSeconds: 60 }],
    ['5/2h', { count: 5, perSeconds: 7200 }],
    ['none', 'none'],
  ])('reads --rate %s', (text, rate) => expect(rateLimit(text)).toEqual(rate));

  it('refuses a --rate in Chinese', () => {
    speak('zh_CN.UTF-8');
    expect(() => rateLimit('10')).toThrow('--rate 必须是次数和时间，例如 10/1s 或 600/1m，而不是“10”。');
  });

  it.each(['10', '10/', '/1s', '10/1d', 'x/1s'])('refuses --rate %s', (text) => {
    expect(() => rateLimit(text)).toThrow(/^--rate must be/);
  });
});
