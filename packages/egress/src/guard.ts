import { whyBlocked } from './blocked-address';
import { isInside, parseAddress, parseNetworks } from './networks';

/** What may be called besides public addresses over https. */
export interface NetworkPolicy {
  /**
   * Networks that may be called although they are not public, over http too: `['10.0.0.0/8']`. A metadata address has to be
   * named by itself: `['169.254.169.254/32']`.
   * @default []
   */
  readonly allowNetworks?: readonly string[];
  /** Whether http may be used with any address. @default false */
  readonly allowHttp?: boolean;
}

/** The schemes, as `URL.protocol` has them. */
export type Scheme = 'http:' | 'https:';

/** Decides which addresses may be called. */
export interface Guard {
  /** Whether http may be used with one address at least. */
  readonly knowsHttp: boolean;
  /** Why this address must not be called in this way; undefined when it may be. */
  why(ip: string, scheme: Scheme): string | undefined;
}

/**
 * Creates the guard of a policy.
 * @throws TypeError that names the first entry of `allowNetworks` which is no network
 */
export function createGuard({ allowNetworks = [], allowHttp = false }: NetworkPolicy): Guard {
  const allowed = parseNetworks(allowNetworks);

  function isListed(ip: string): boolean {
    const address = parseAddress(ip);
    return address !== undefined && allowed.some((network) => isInside(address, network));
  }

  return {
    knowsHttp: allowHttp || allowed.length > 0,
    why(ip, scheme) {
      const blocked = whyBlocked(ip, allowed);
      if (blocked !== undefined || scheme === 'https:' || allowHttp || isListed(ip)) return blocked;
      return 'http outside the allowed networks';
    },
  };
}
