import fc from 'fast-check';
import { compilePattern } from '../../src/dispatch/event-pattern';
import { parseIp } from '../../src/dispatch/pattern-ip';

const within = (cidr: string, ip: string) => compilePattern({ ip: [{ cidr }] }).matches({ ip });

describe('an address range', () => {
  it.each([
    ['10.0.0.0/24', '10.0.0.0', true],
    ['10.0.0.0/24', '10.0.0.255', true],
    ['10.0.0.0/24', '10.0.1.0', false],
    ['10.0.0.0/24', '10.0.0.256', false],
    ['10.0.0.0/24', ' 10.0.0.1', false],
    ['10.0.0.0/24', '10.0.0.1:80', false],
    ['10.0.0.77/24', '10.0.0.1', true],
    ['0.0.0.0/0', '255.255.255.255', true],
    ['192.168.0.2/31', '192.168.0.3', true],
    ['192.168.0.2/31', '192.168.0.4', false],
    ['2001:db8::/32', '2001:db8:ffff::1', true],
    ['2001:db8::/32', '2001:0DB8:0000:0000:0000:0000:0000:0001', true],
    ['2001:db8::/32', '2001:db9::', false],
    ['fe80::/10', 'fe80::1%eth0', false],
    ['::/0', '::1', true],
    ['::/0', '10.0.0.1', false],
    ['0.0.0.0/0', '::1', false],
    ['10.0.0.0/8', '::ffff:10.1.2.3', true],
    ['10.0.0.0/8', '::ffff:a01:203', true],
    ['::ffff:10.0.0.0/104', '10.1.2.3', true],
    ['64:ff9b::/96', '64:ff9b::10.0.0.1', true],
  ])('%s and %s: %s', (cidr, ip, expected) => {
    expect(within(cidr, ip)).toBe(expected);
  });

  it.each([
    [''],
    ['/8'],
    ['10.0.0.0'],
    ['10.0.0.0/'],
    ['10.0.0.0/x'],
    ['10.0.0.0/-1'],
    ['10.0.0.0/8/8'],
    ['10.0.0.0/32'],
    ['10.0.0.0/33'],
    ['10.0.0/8'],
    ['10.0.0.0.0/8'],
    ['10.0.0.300/8'],
    ['010.0.0.0/8'],
    ['2001:db8::/128'],
    ['2001:db8::/129'],
    ['2001:db8/32'],
    ['1::2::3/32'],
    ['12345::/32'],
    ['::ffff:10.0.0.0/90'],
    ['::ffff:10.0.0.0/128'],
    ['localhost/8'],
  ])('%j is refused', (cidr) => {
    expect(() => compilePattern({ ip: [{ cidr }] })).toThrow('ip[0].cidr: expected');
  });
});

describe('an IP address', () => {
  it.each([
    ['1.2.3'],
    ['1.2.3.4.5'],
    ['1.2.3.04'],
    ['1.2.3.'],
    ['0x1.2.3.4'],
    [':'],
    [':::'],
    [':1'],
    ['1:'],
    ['1:2:3:4:5:6:7'],
    ['1:2:3:4:5:6:7:8:9'],
    ['1::2:3:4:5:6:7:8'],
    ['1.2.3.4::'],
    ['::1.2.3.4:5'],
    ['::g'],
    ['[::1]'],
    ['1'.repeat(1000)],
  ])('is not %j', (text) => {
    expect(parseIp(text)).toBeUndefined();
  });

  it('is read in every way it can be written', () => {
    const groups = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff })), {
      minLength: 8,
      maxLength: 8,
    });
    fc.assert(
      fc.property(groups, fc.nat(7), fc.nat(8), (list, from, to) => {
        const value = list.reduce((sum, group) => (sum << 16n) | BigInt(group), 0n);
        fc.pre(value >> 32n !== 0xffffn);
        const hex = list.map((group) => group.toString(16));
        const zeros = to > from && list.slice(from, to).every((group) => group === 0);
        const short = zeros ? `${hex.slice(0, from).join(':')}::${hex.slice(to).join(':')}` : hex.join(':');
        const tail = [list[6] ?? 0, list[7] ?? 0].flatMap((group) => [group >> 8, group & 255]).join('.');
        const texts = [
          short,
          short.toUpperCase(),
          hex.map((group) => group.padStart(4, '0')).join(':'),
          `${hex.slice(0, 6).join(':')}:${tail}`,
        ];
        for (const text of texts) expect(parseIp(text)).toEqual({ bits: 128, value });
      }),
    );
  });
});
