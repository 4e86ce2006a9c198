import ipaddr from 'ipaddr.js';
import { type Address, bitsOf, ipv4Of, isInside, isIPv6, type Network, parseAddress, parseNetworks } from './networks';

/**
 * Where clouds give credentials to whoever asks from inside: AWS (EC2, ECS, EKS; both kinds of address), Google, Azure (a public
 * address), Oracle, Scaleway, Tencent, Alibaba. Collected from the lists of other guards of this kind.
 */
const METADATA = new Set(
  [
    ...['169.254.169.254', '169.254.170.2', '169.254.170.23', 'fd00:ec2::254', 'fd00:ec2::23', 'fd20:ce::254'],
    ...['168.63.129.16', '192.0.0.192', 'fd00:c1::a9fe:a9fe', '169.254.42.42', 'fd00:42::42', '169.254.0.23'],
    '100.100.100.200',
  ].map((text) => ipaddr.parse(text).toString()),
);

/** All that is routed to the public so far. RFC 4291; the rest is local, or nobody's yet. */
const GLOBAL_IPV6: readonly Network[] = parseNetworks(['2000::/3']);

/** Networks whose addresses end in (NAT64), or begin with (6to4), the IPv4 address that they are translated to. */
const NAT64: readonly Network[] = parseNetworks(['64:ff9b::/96', '64:ff9b:1::/48']);
const SIX_TO_FOUR: readonly Network[] = parseNetworks(['2002::/16']);

/**
 * Why an address must not be called, in a word or two; undefined when it may be.
 *
 * Blocked is all that is not public unicast. A listed network allows its addresses, with two exceptions: a metadata address
 * has to be named by an entry of its own (`/32`, `/128`), since no list of networks means to give away the machine's
 * credentials; and where the address is one that is translated to IPv4, that IPv4 address has to be allowed as well.
 */
export function whyBlocked(ip: string, allowed: readonly Network[]): string | undefined {
  const address = parseAddress(ip);
  return address === undefined ? 'not an IP address' : judge(address, allowed);
}

/** True when the address must not be called: see {@link whyBlocked}. Texts that are no IP address are blocked. */
export function isBlockedAddress(ip: string, allowNetworks: readonly Network[] = []): boolean {
  return whyBlocked(ip, allowNetworks) !== undefined;
}

function judge(address: Address, allowed: readonly Network[]): string | undefined {
  const listed = allowed.filter((network) => isInside(address, network));
  if (METADATA.has(withoutZone(address))) {
    return listed.some(({ prefix }) => prefix === bitsOf(address)) ? undefined : 'cloud metadata';
  }
  if (listed.length === 0) return whyNotPublic(address);
  const target = translated(address);
  return target && judge(target, allowed);
}

function whyNotPublic(address: Address): string | undefined {
  const range: string = address.range();
  if (range !== 'unicast') return RANGE_WORDS[range] ?? range;
  return isIPv6(address) && !isOneOf(address, GLOBAL_IPV6) ? 'not global' : undefined;
}

/** What the ranges of ipaddr.js are called, where its own word would not say it. */
const RANGE_WORDS: Readonly<Record<string, string>> = {
  linkLocal: 'link-local',
  carrierGradeNat: 'shared, RFC 6598',
  uniqueLocal: 'unique local',
  deprecatedSiteLocal: 'site-local',
  rfc6052: 'NAT64',
  rfc6145: 'IPv4-translated',
};

function translated(address: Address): ipaddr.IPv4 | undefined {
  if (!isIPv6(address)) return undefined;
  const { parts } = address;
  if (isOneOf(address, NAT64)) return ipv4Of(parts[6], parts[7]);
  return isOneOf(address, SIX_TO_FOUR) ? ipv4Of(parts[1], parts[2]) : undefined;
}

function isOneOf(address: Address, networks: readonly Network[]): boolean {
  return networks.some((network) => isInside(address, network));
}

/** `fd00:ec2::254%eth0` is still the metadata service. */
function withoutZone(address: Address): string {
  return address.toString().replace(/%.*$/, '');
}
