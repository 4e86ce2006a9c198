import { lookup as systemLookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import type { Guard, Scheme } from './guard';
import { SendFailure } from './send-failure';

/** Resolves a name to its IP addresses. Rejects when it cannot. */
export type Lookup = (hostname: string) => Promise<readonly string[]>;

/** {@link Lookup} as the system does it: its hosts file, its name servers. */
export const lookupBySystem: Lookup = async (hostname) => {
  const found = await systemLookup(hostname, { all: true });
  return found.map(({ address }) => address);
};

/**
 * Node calls this from inside `connect`, once for each new connection, and connects to what it gives: there is no second
 * look-up, which could tell another address than the one that was checked.
 *
 * Of several addresses it gives the allowed ones, and refuses only when there are none. To refuse a name for one blocked
 * address among public ones would be no safer, since that address is out of reach either way, and would break every name on
 * networks whose resolver adds a NAT64 address to each.
 */
export function createGuardedLookup(lookup: Lookup, guard: Guard, scheme: Scheme): LookupFunction {
  async function ask(hostname: string): Promise<readonly string[]> {
    try {
      return await lookup(hostname);
    } catch (error) {
      const { code = 'unknown' } = (error ?? {}) as { code?: string };
      throw new SendFailure('E_DNS', `${hostname} does not resolve (${code}).`);
    }
  }

  async function resolve(hostname: string) {
    const addresses = await ask(hostname);
    const judged = addresses.map((address) => ({ address, family: isIP(address), why: guard.why(address, scheme) }));
    const allowed = judged.filter(({ why }) => why === undefined);
    const [first] = allowed;
    if (first !== undefined) return { first, allowed };
    const [blocked] = judged;
    if (blocked === undefined) throw new SendFailure('E_DNS', `${hostname} has no address.`);
    const { address, why } = blocked;
    throw new SendFailure('E_BLOCKED_ADDRESS', `${hostname} is ${address}, which must not be called (${why}).`);
  }

  return (hostname, options, callback) => {
    resolve(hostname).then(
      ({ first, allowed }) => {
        if (options.all) callback(null, allowed);
        else callback(null, first.address, first.family);
      },
      (error: Error) => callback(error, []),
    );
  };
}
