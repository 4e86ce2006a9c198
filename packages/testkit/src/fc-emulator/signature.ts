import { createHash, createHmac } from 'node:crypto';
import type { AccessKey } from '../tablestore-emulator/signature';
import { FcError } from './fc-error';

/** A request as it is signed: header names in lower case, the path without the query. */
export interface SignedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Requests are refused that were signed so much earlier or later. */
const MAX_SKEW_MS = 15 * 60_000;

/**
 * Checks who signed a request, and that it is what was signed: `authorization: FC <id>:<signature>`, the signature being the HMAC
 * of method, content MD5, content type, date, all `x-fc-` headers and path. Source: Function Compute's documentation, "Configure
 * signature authentication".
 * @throws FcError
 */
export function checkFcSignature(request: SignedRequest, keys: readonly AccessKey[]): void {
  const { headers, body } = request;
  const [, id, signature] = /^FC ([^:]+):(.+)$/.exec(headers.authorization ?? '') ?? [];
  if (id === undefined) throw new FcError(401, 'MissingAuthenticationToken', 'The authorization header is missing.');
  const key = keys.find(({ accessKeyId }) => accessKeyId === id);
  if (key === undefined)
    throw new FcError(403, 'InvalidAccessKeyID', 'The access key id does not exist or is disabled.');
  if (headers['x-fc-security-token'] !== key.securityToken) {
    throw new FcError(403, 'InvalidSecurityToken', 'The security token is invalid or expired.');
  }
  if (!(Math.abs(Date.now() - Date.parse(headers.date ?? '')) <= MAX_SKEW_MS)) {
    throw new FcError(403, 'RequestTimeTooSkewed', 'The date is missing, or too far from the server’s.');
  }
  const md5 = headers['content-md5'];
  if (md5 !== undefined && !md5Forms(body).includes(md5)) {
    throw new FcError(400, 'InvalidArgument', 'The body is not the one whose MD5 was signed.');
  }
  if (signature !== sign(request, key.accessKeySecret)) {
    const message = 'The request signature we calculated does not match the signature you provided.';
    throw new FcError(403, 'SignatureNotMatch', `${message} The string that was signed is: ${textToSign(request)}`);
  }
}

/** The MD5 as documented, and as Alibaba Cloud's own SDKs send it. */
function md5Forms(body: Buffer): readonly string[] {
  const md5 = createHash('md5').update(body).digest();
  return [md5.toString('base64'), Buffer.from(md5.toString('hex')).toString('base64')];
}

function sign(request: SignedRequest, secret: string): string {
  return createHmac('sha256', secret).update(textToSign(request), 'utf8').digest('base64');
}

function textToSign({ method, path, headers }: SignedRequest): string {
  const own = Object.keys(headers)
    .filter((name) => name.startsWith('x-fc-'))
    .sort()
    .map((name) => `${name}:${headers[name]}\n`);
  const [md5 = '', type = ''] = [headers['content-md5'], headers['content-type']];
  return `${method}\n${md5}\n${type}\n${headers.date ?? ''}\n${own.join('')}${decodeURIComponent(path)}`;
}
