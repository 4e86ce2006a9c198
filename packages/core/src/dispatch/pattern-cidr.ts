import { InvalidPattern, unexpected } from './pattern-error';
import { parseIp } from './pattern-ip';
import { type Operator, ofText } from './pattern-value';

/** The IPv4 addresses begin at this bit of the IPv6 space. */
const MAPPED_BITS = 96;

/**
 * `{"cidr": "10.0.0.0/24"}`: addresses in a range, IPv4 or IPv6. Bits after the mask do not count. A range of one address is
 * refused, as AWS does: that is a plain value.
 */
export const cidr: Operator = (operand, place) => {
  const [address = '', mask = '', ...more] = typeof operand === 'string' ? operand.split('/') : [];
  const ip = parseIp(address);
  if (ip === undefined || more.length > 0 || !/^\d{1,3}$/.test(mask)) {
    throw unexpected(place, 'an address range like 10.0.0.0/24 or 2001:db8::/32', operand);
  }
  const given = Number(mask) - (ip.bits === 32 && address.includes(':') ? MAPPED_BITS : 0);
  if (given < 0 || given >= ip.bits) {
    throw new InvalidPattern(place, `expected a mask of 0 to ${ip.bits - 1} bits; a single address is a plain value`);
  }
  const free = BigInt(ip.bits - given);
  const network = ip.value >> free;
  const accepts = ofText((text) => {
    const found = parseIp(text);
    return found?.bits === ip.bits && found.value >> free === network;
  });
  return { accepts };
};
