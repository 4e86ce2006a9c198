import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** An address without its notation: what stands for IPv4 in IPv6 is IPv4. */
export type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** A network: its first address, and how many leading bits its addresses share. */
export interface Network {
  readonly address: Address;
  readonly prefix: number;
}

/** Bits of an address of either kind. */
export function bitsOf(address: Address): number {
  return address.kind() === 'ipv4' ? 32 : 128;
}

/**
 * The address that `text` names in standard notation; undefined for every other text, `127.1` and `0x7f000001` among them.
 * IPv4-mapped (`::ffff:0:0/96`) and IPv4-compatible (`::/96`) addresses become the IPv4 address that they stand for.
 */
export function parseAddress(text: string): Address | undefined {
  if (isIP(text) === 0) return undefined;
  const address = ipaddr.parse(text);
  return (isIPv6(address) && embedded(address)) || address;
}

/** True for addresses of the second kind. */
export function isIPv6(address: Address): address is ipaddr.IPv6 {
  return address.kind() === 'ipv6';
}

/** The IPv4 address of two 16-bit groups of an IPv6 address. */
export function ipv4Of(high = 0, low = 0): ipaddr.IPv4 {
  return new ipaddr.IPv4([high >> 8, high & 0xff, low >> 8, low & 0xff]);
}

function embedded({ parts }: ipaddr.IPv6): ipaddr.IPv4 | undefined {
  const [, , , , , marker, high, low = 0] = parts;
  if (parts.slice(0, 5).some((part) => part !== 0)) return undefined;
  // `::` and `::1` are no IPv4-compatible addresses. RFC 4291, 2.5.5.1.
  if (marker === 0xffff || (marker === 0 && (high !== 0 || low > 1))) return ipv4Of(high, low);
  return undefined;
}

/** True when the address is one of the network's. */
export function isInside(address: Address, network: Network): boolean {
  return address.kind() === network.address.kind() && address.match(network.address, network.prefix);
}

/**
 * Reads networks: `10.0.0.0/8`, `fd12:3456::/32`, or one address.
 * @throws TypeError that names the first entry which is no network, or whose address has bits beyond its prefix
 */
export function parseNetworks(list: readonly string[]): readonly Network[] {
  return list.map(parseNetwork);
}

function parseNetwork(entry: string): Network {
  const [, text = '', length] = /^([^/%]+)(?:\/(\d{1,3}))?$/.exec(entry) ?? [];
  const address = parseAddress(text);
  if (address === undefined) throw notOne(entry, 'expected address/prefix, such as 10.0.0.0/8 or fd12:3456::/32');
  const full = isIP(text) === 4 ? 32 : 128;
  const written = length === undefined ? full : Number(length);
  if (written > full) throw notOne(entry, `the prefix is ${full} at most`);
  const prefix = written - (full - bitsOf(address));
  if (prefix < 0) throw notOne(entry, 'write the IPv4 network without ::ffff:');
  const network = { address, prefix };
  if (firstOf(network) !== address.toString()) {
    throw notOne(entry, `the network of this length is ${firstOf(network)}/${prefix}`);
  }
  return network;
}

function firstOf({ address, prefix }: Network): string {
  const cidr = `${address.toString()}/${prefix}`;
  const kind = address.kind() === 'ipv4' ? ipaddr.IPv4 : ipaddr.IPv6;
  return kind.networkAddressFromCIDR(cidr).toString();
}

function notOne(entry: string, problem: string): TypeError {
  return new TypeError(`"${entry}" is no network: ${problem}.`);
}
