import { createHash, timingSafeEqual } from 'node:crypto';
import { AdminError } from './errors';

/** Lets the owner of the admin token through. @throws AdminError for everybody else */
export type Authorize = (authorization: string | undefined) => void;

const SCHEME = 'bearer ';

/**
 * Creates the guard. Without a token, or with an empty one, nobody gets through. Tokens are compared by their hashes, in
 * constant time: how long it takes tells neither the length nor the beginning of the right one.
 */
export function createAuthorize(token: string | undefined): Authorize {
  if (!token) {
    return () => {
      throw new AdminError('admin_disabled');
    };
  }
  const expected = sha256(token);
  return (authorization = '') => {
    const isBearer = authorization.slice(0, SCHEME.length).toLowerCase() === SCHEME;
    const given = isBearer ? authorization.slice(SCHEME.length).trim() : '';
    if (!timingSafeEqual(sha256(given), expected)) throw new AdminError('unauthorized');
  };
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
