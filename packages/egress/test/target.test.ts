import { checkUrl } from '../src/index';
import { closeAll, sender } from './servers';

afterEach(closeAll);

/** What must not be called, and a word of the reason. */
const HOSTILE: readonly (readonly [url: string, why: string])[] = [
  ['https://127.0.0.1/', 'loopback'],
  ['https://127.0.0.1./', 'loopback'],
  ['https://127.1/', 'loopback'],
  ['https://127.0.1/', 'loopback'],
  ['https://2130706433/', 'loopback'],
  ['https://0x7f.1/', 'loopback'],
  ['https://0x7f000001/', 'loopback'],
  ['https://0x7F.0X00.0.1/', 'loopback'],
  ['https://0177.0.0.1/', 'loopback'],
  ['https://017700000001/', 'loopback'],
  ['https://%31%32%37.0.0.1/', 'loopback'],
  ['https://127。0。0。1/', 'loopback'],
  ['https://127．0｡0．1/', 'loopback'],
  ['https://１２７.０.０.１/', 'loopback'],
  ['https://①②⑦.0.0.1/', 'loopback'],
  ['https:127.0.0.1', 'loopback'],
  ['https:\\\\127.0.0.1\\', 'loopback'],
  ['\t https://127.\n0.0.1/', 'loopback'],
  ['https://[::1]/', 'loopback'],
  ['https://[0:0:0:0:0:0:0:1]/', 'loopback'],
  ['https://[::ffff:7f00:1]/', 'loopback'],
  ['https://[::ffff:127.0.0.1]/', 'loopback'],
  ['https://[::127.0.0.1]/', 'loopback'],
  ['https://localhost/', 'loopback'],
  ['https://LOCALHOST./', 'loopback'],
  ['https://ｌocalhost/', 'loopback'],
  ['https://a.b.localhost/', 'loopback'],
  ['https://0/', 'unspecified'],
  ['https://0.0.0.0/', 'unspecified'],
  ['https://[::]/', 'unspecified'],
  ['https://10.1.2.3/', 'private'],
  ['https://0xA.1/', 'private'],
  ['https://192.168.0.1/', 'private'],
  ['https://[fd00::1]/', 'unique local'],
  ['https://[fe80::1]/', 'link-local'],
  ['https://[fec0::1]/', 'site-local'],
  ['https://100.64.0.1/', 'shared'],
  ['https://224.0.0.1/', 'multicast'],
  ['https://255.255.255.255/', 'broadcast'],
  ['https://4294967295/', 'broadcast'],
  ['https://192.0.2.1/', 'reserved'],
  ['https://[64:ff9b::7f00:1]/', 'NAT64'],
  ['https://[2002:7f00:1::]/', '6to4'],
  ['https://[2001::1]/', 'teredo'],
  ['https://169.254.169.254/latest/meta-data/', 'cloud metadata'],
  ['https://2852039166/', 'cloud metadata'],
  ['https://0xa9fea9fe/', 'cloud metadata'],
  ['https://[::ffff:a9fe:a9fe]/', 'cloud metadata'],
  ['https://[fd00:ec2::254]/', 'cloud metadata'],
  ['https://100.100.100.200/', 'cloud metadata'],
  ['https://8.8.8.8:25/', 'Port 25'],
  ['https://hooks.example.com:6667/', 'Port 6667'],
  ['https://hooks.example.com:0/', 'Port 0'],
  ['http://hooks.example.com/', 'begin with https://'],
  ['http://8.8.8.8/', 'begin with https://'],
  ['ftp://hooks.example.com/', 'not with ftp:'],
  ['file:///etc/passwd', 'not with file:'],
  ['gopher://127.0.0.1:6379/_', 'not with gopher:'],
  ['javascript:alert(1)', 'not with javascript:'],
  ['data:text/plain,x', 'not with data:'],
  ['https://me@hooks.example.com/', 'no user name'],
  ['https://me:secret@hooks.example.com/', 'no user name'],
  ['https://8.8.8.8@127.0.0.1/', 'no user name'],
  ['https://:secret@hooks.example.com/', 'no user name'],
  [`https://${'a.'.repeat(200)}example.com/`, 'longer than 254'],
  ['https://[fe80::1%25eth0]/', 'not a URL'],
  ['https://256.0.0.1/', 'not a URL'],
  ['https://1.2.3.4.5/', 'not a URL'],
  ['https://exa mple.com/', 'not a URL'],
  ['https:///', 'not a URL'],
  ['//hooks.example.com/', 'not a URL'],
  ['hooks.example.com', 'not a URL'],
  ['', 'not a URL'],
];

describe('a URL', () => {
  it.each(HOSTILE)('%p is refused when it is entered', (url, why) => expect(checkUrl(url)).toContain(why));

  it.each(HOSTILE)('%p is refused when it is called, and no name server is asked', async (url, why) => {
    const lookup = jest.fn();
    const outcome = await sender({ allowNetworks: [], lookup })({ url, headers: {}, body: '' });
    expect(outcome).toMatchObject({ kind: 'failed', code: 'E_BLOCKED_ADDRESS', message: expect.stringContaining(why) });
    expect(JSON.stringify(outcome)).not.toContain('secret');
    expect(lookup).not.toHaveBeenCalled();
  });

  it.each([
    'https://hooks.example.com/a?b=c#d',
    'https://hooks.example.com:8443/',
    'https://8.8.8.8/',
    'https://[2606:4700:4700::1111]/',
    'https://钉钉.example/',
    'https://mylocalhost/',
    'https://localhost.example.com/',
  ])('%p may be entered', (url) => expect(checkUrl(url)).toBeUndefined());

  it.each([
    [
      'https://10.1.2.3/',
      '10.1.2.3 must not be called (private). To allow it, name its address or network in DINGHUB_ALLOW_NETWORKS of the hub.',
    ],
    [
      'http://hooks.example.com/',
      /^The URL must begin with https:\/\/\. For http, .*DINGHUB_ALLOW_NETWORKS .*DINGHUB_ALLOW_HTTP/,
    ],
  ])('%p is refused with the setting that allows it', (url, problem) => expect(checkUrl(url)).toMatch(problem));

  it('may begin with http:// where its address is allowed by name', () => {
    const policy = { allowNetworks: ['10.0.0.0/8'] };
    expect(checkUrl('http://10.1.2.3:8080/', policy)).toBeUndefined();
    expect(checkUrl('https://10.1.2.3/', policy)).toBeUndefined();
    expect(checkUrl('http://8.8.8.8/', policy)).toContain('http outside the allowed networks');
    expect(checkUrl('http://192.168.0.1/', policy)).toContain('private');
    // Its addresses are seen when it is called.
    expect(checkUrl('http://intranet.example.com/', policy)).toBeUndefined();
  });

  it('may begin with http:// everywhere if so set, which unblocks no address', () => {
    expect(checkUrl('http://8.8.8.8/', { allowHttp: true })).toBeUndefined();
    expect(checkUrl('http://hooks.example.com/', { allowHttp: true })).toBeUndefined();
    expect(checkUrl('http://127.0.0.1/', { allowHttp: true })).toContain('loopback');
    expect(checkUrl('http://localhost/', { allowHttp: true })).toContain('loopback');
  });

  it('of localhost may be entered when one of its addresses is allowed', () => {
    expect(checkUrl('https://localhost/', { allowNetworks: ['127.0.0.0/8'] })).toBeUndefined();
    expect(checkUrl('http://app.localhost:8080/', { allowNetworks: ['::1'] })).toBeUndefined();
  });

  it('is not judged by a policy that is broken', () => {
    expect(() => checkUrl('https://8.8.8.8/', { allowNetworks: ['10.0.0.0/99'] })).toThrow('"10.0.0.0/99"');
  });
});
