import { parseNetworks } from '../src/index';

describe('a list of networks', () => {
  it.each([
    ['10.0.0.0/8', '10.0.0.0/8'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['192.168.1.7', '192.168.1.7/32'],
    ['fd12:3456::/32', 'fd12:3456::/32'],
    ['::1', '::1/128'],
    ['::/0', '::/0'],
    ['::ffff:10.0.0.0/104', '10.0.0.0/8'],
    ['::ffff:127.0.0.1', '127.0.0.1/32'],
  ])('reads %s as %s', (entry, expected) => {
    const [network] = parseNetworks([entry]);
    expect(`${network?.address}/${network?.prefix}`).toBe(expected);
  });

  it.each([
    ['10.0.0.0/33', 'the prefix is 32 at most'],
    ['fd00::/129', 'the prefix is 128 at most'],
    ['10.0.0.5/8', 'the network of this length is 10.0.0.0/8'],
    ['fd12::1/16', 'the network of this length is fd12::/16'],
    ['::ffff:0:0/90', 'without ::ffff:'],
    ['10/8', 'address/prefix'],
    ['0x7f.1/8', 'address/prefix'],
    ['10.0.0.0/', 'address/prefix'],
    ['10.0.0.0/-1', 'address/prefix'],
    ['10.0.0.0/255.0.0.0', 'address/prefix'],
    ['fe80::1%eth0/64', 'address/prefix'],
    ['hooks.example.com', 'address/prefix'],
    [' 10.0.0.0/8', 'address/prefix'],
    ['', 'address/prefix'],
  ])('refuses %p and says why', (entry, why) => {
    const read = () => parseNetworks(['127.0.0.0/8', entry]);
    expect(read).toThrow(TypeError);
    expect(read).toThrow(`"${entry}" is no network`);
    expect(read).toThrow(why);
  });
});
