import { isBlockedAddress, parseNetworks } from '../src/index';

const PUBLIC = [
  ...['1.1.1.1', '8.8.8.8', '93.184.215.14', '100.63.255.255', '100.128.0.0', '172.15.255.255', '172.32.0.0'],
  ...['11.0.0.0', '126.255.255.255', '128.0.0.0', '169.253.255.255', '192.0.1.0', '198.17.255.255', '198.20.0.0'],
  ...['223.255.255.255', '2400:3200::1', '2606:4700:4700::1111', '2a00:1450:4001::1', '::ffff:8.8.8.8', '::8.8.8.8'],
];

const BLOCKED: Readonly<Record<string, readonly string[]>> = {
  private: ['10.0.0.0', '10.255.255.255', '172.16.0.1', '172.31.255.255', '192.168.0.1', '192.168.255.255'],
  loopback: ['127.0.0.1', '127.1.2.3', '127.255.255.255', '::1', '0:0:0:0:0:0:0:1'],
  'link-local': ['169.254.0.1', '169.254.255.255', 'fe80::1', 'febf::1', 'fe80::1%eth0'],
  'carrier-grade NAT': ['100.64.0.0', '100.127.255.255'],
  multicast: ['224.0.0.1', '239.255.255.255', 'ff02::1', 'ff0e::1'],
  broadcast: ['255.255.255.255'],
  documentation: ['192.0.2.1', '198.51.100.1', '203.0.113.1', '2001:db8::1', '3fff::1'],
  benchmarking: ['198.18.0.1', '198.19.255.255', '2001:2::1'],
  reserved: ['240.0.0.1', '254.1.2.3', '192.0.0.1', '192.0.0.8', '192.88.99.1'],
  unspecified: ['0.0.0.0', '0.1.2.3', '::', '0:0::0'],
  '6to4': ['2002::1', '2002:0808:0808::1', '2002:7f00:1::'],
  NAT64: ['64:ff9b::8.8.8.8', '64:ff9b::7f00:1', '64:ff9b:1::1', '64:ff9b:1:ffff::1'],
  Teredo: ['2001::1', '2001:0:4136:e378:8000:63bf:3fff:fdd2'],
  'IPv4-mapped': ['::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:10.0.0.1', '0:0:0:0:0:ffff:a9fe:a9fe'],
  'IPv4-compatible': ['::127.0.0.1', '::7f00:1', '::10.0.0.1', '::2'],
  'IPv4-translated': ['::ffff:0:127.0.0.1', '::ffff:0:808:808'],
  'unique local': ['fc00::1', 'fd12:3456::1', 'fdff::1'],
  'site-local': ['fec0::1', 'feff::1'],
  discard: ['100::1', '100:0:0:1::1'],
  'not allocated': ['4000::1', '8000::1', '1000::1', '200::1', '5f00::1'],
  metadata: [
    '169.254.169.254',
    '169.254.170.2',
    'fd00:ec2::254',
    '100.100.100.200',
    '168.63.129.16',
    '::ffff:a9fe:aa02',
  ],
  'no address': [
    '',
    'localhost',
    '127.1',
    '2130706433',
    '0x7f000001',
    '0177.0.0.1',
    '127.0.0.1.',
    '1.2.3.4/32',
    '[::1]',
  ],
};

const allowing = (...networks: readonly string[]) => {
  const allowed = parseNetworks(networks);
  return (ip: string) => !isBlockedAddress(ip, allowed);
};

describe('an address', () => {
  it.each(PUBLIC)('%s is public and may be called', (ip) => expect(isBlockedAddress(ip)).toBe(false));

  describe.each(Object.entries(BLOCKED))('%s', (_, addresses) => {
    it.each(addresses)('%p is blocked', (ip) => expect(isBlockedAddress(ip)).toBe(true));
  });

  it('may be called when its network is listed, in whatever way it is written', () => {
    const may = allowing('10.0.0.0/8', 'fd12::/16', '127.0.0.1');
    for (const ip of ['10.1.2.3', '::ffff:10.1.2.3', '::10.1.2.3', 'fd12::1', '127.0.0.1']) expect(may(ip)).toBe(true);
    for (const ip of ['11.0.0.1', '8.8.8.8']) expect(may(ip)).toBe(true);
    for (const ip of ['192.168.0.1', 'fd13::1', '127.0.0.2', '::1']) expect(may(ip)).toBe(false);
  });

  it('of a metadata service is not allowed by a network around it, only by an entry of its own', () => {
    const all = allowing('0.0.0.0/0', '::/0', '169.254.0.0/16', '169.254.169.254/31', 'fd00::/8', '100.64.0.0/10');
    for (const ip of BLOCKED.metadata ?? []) expect(all(ip)).toBe(false);
    for (const ip of ['fd00:ec2::254%eth0', '169.254.170.23']) expect(all(ip)).toBe(false);
    for (const ip of ['169.254.1.1', '100.100.100.201', 'fd00:ec2::1']) expect(all(ip)).toBe(true);
    const named = allowing('169.254.169.254/32', 'fd00:ec2::254/128', '100.100.100.200');
    for (const ip of ['169.254.169.254', '::ffff:169.254.169.254', 'fd00:ec2::254', '100.100.100.200']) {
      expect(named(ip)).toBe(true);
    }
    expect(named('169.254.170.2')).toBe(false);
  });

  it('that is translated to IPv4 is allowed only if that IPv4 address is, too', () => {
    const may = allowing('64:ff9b::/96', '64:ff9b:1::/48', '2002::/16', '10.0.0.0/8');
    for (const ip of ['64:ff9b::8.8.8.8', '64:ff9b:1::808:808', '2002:808:808::1', '64:ff9b::10.0.0.1']) {
      expect(may(ip)).toBe(true);
    }
    for (const ip of ['64:ff9b::127.0.0.1', '64:ff9b:1::a9fe:a9fe', '2002:a9fe:a9fe::1', '2002:c0a8:1::']) {
      expect(may(ip)).toBe(false);
    }
  });
});
