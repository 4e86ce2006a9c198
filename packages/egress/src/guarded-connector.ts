import { isIP } from 'node:net';
import { buildConnector } from 'undici';
import { toConnectFailure } from './connect-failure';
import type { Guard, Scheme } from './guard';
import { createGuardedLookup, type Lookup } from './guarded-lookup';
import { SendFailure } from './send-failure';

/** How long one of several addresses is tried before the next, in ms: longer than a round trip around the world. */
const NEXT_ADDRESS_MS = 1000;

/** Opens the connections of a sender: to allowed addresses only. Whatever goes wrong, it reports a {@link SendFailure}. */
export function createGuardedConnector(options: {
  readonly guard: Guard;
  readonly lookup: Lookup;
  readonly connectMs: number;
  readonly ca: string | undefined;
}): buildConnector.connector {
  const { guard, lookup, connectMs, ca } = options;

  const connectorOf = (scheme: Scheme) =>
    buildConnector({
      timeout: connectMs,
      lookup: createGuardedLookup(lookup, guard, scheme),
      autoSelectFamily: true,
      autoSelectFamilyAttemptTimeout: NEXT_ADDRESS_MS,
      allowH2: false,
      // Said, so that NODE_TLS_REJECT_UNAUTHORIZED=0 changes nothing.
      rejectUnauthorized: true,
      ...(ca !== undefined && { ca }),
    });
  const connectors = { 'http:': connectorOf('http:'), 'https:': connectorOf('https:') };

  return (target, callback) => {
    const scheme = target.protocol === 'https:' ? 'https:' : 'http:';
    const host = target.hostname;
    // Node looks up no address that is written as one.
    const blocked = isIP(host) === 0 ? undefined : guard.why(host, scheme);
    if (blocked !== undefined) {
      callback(new SendFailure('E_BLOCKED_ADDRESS', `${host} must not be called (${blocked}).`), null);
      return;
    }
    connectors[scheme](target, (...[error, socket]) => {
      if (error === null) callback(null, socket);
      else callback(toConnectFailure(error, host, scheme), null);
    });
  };
}
