import { createHash, createHmac } from 'node:crypto';
import { authFailed } from './ots-error';

/** Credentials that the emulator accepts; with a security token they are temporary ones of STS. */
export interface AccessKey {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken?: string;
}

/** Requests are refused that were signed so much earlier or later (ms). */
const MAX_SKEW_MS = 15 * 60_000;

/**
 * Checks who signed a request, and that its body is what was signed.
 * @throws OtsError
 */
export function checkSignature(
  request: { readonly path: string; readonly headers: Readonly<Record<string, string>>; readonly body: Buffer },
  keys: readonly AccessKey[],
): void {
  const { path, headers, body } = request;
  const key = keys.find(({ accessKeyId }) => accessKeyId === headers['x-ots-accesskeyid']);
  if (key === undefined) throw authFailed('The AccessKeyID does not exist or is disabled.');
  if (headers['x-ots-ststoken'] !== key.securityToken) throw authFailed('The security token is invalid or expired.');
  if (headers['x-ots-apiversion'] !== '2015-12-31') throw authFailed('The API version is not supported.');
  const signedAt = Date.parse(headers['x-ots-date'] ?? '');
  if (!(Math.abs(Date.now() - signedAt) <= MAX_SKEW_MS)) throw authFailed('The date is too far from the server’s.');
  if (createHash('md5').update(body).digest('base64') !== headers['x-ots-contentmd5']) {
    throw authFailed('The body is not the one whose MD5 was signed.');
  }
  const lines = Object.keys(headers)
    .filter((name) => name.startsWith('x-ots-') && name !== 'x-ots-signature')
    .sort()
    .map((name) => `${name}:${headers[name]}\n`);
  const text = `${path}\nPOST\n\n${lines.join('')}`;
  const signature = createHmac('sha1', key.accessKeySecret).update(text).digest('base64');
  if (signature !== headers['x-ots-signature']) throw authFailed('Signature mismatch.');
}
