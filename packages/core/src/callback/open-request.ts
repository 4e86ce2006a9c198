import { isBase64, openEnvelope } from '../crypto/envelope';
import { signatureMatches } from '../crypto/signature';
import { EnvelopeError } from '../errors';
import { parseJsonObject } from '../events/parse-json';
import type { JsonObject } from '../json';
import type { Refusal } from './answer';
import type { App, Credential } from './app';
import { type CallbackRequest, MAX_BODY_BYTES } from './http';

/** A verified body with the credential and the owner key that its reply must be sealed with; or why there is none. */
export type OpenedRequest =
  | { readonly kind: 'opened'; readonly body: JsonObject; readonly credential: Credential; readonly ownerKey: string }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/**
 * Size → fields → signature (every credential of the app) → decrypt → padding and bounds → owner key → JSON.
 * Nothing inside the envelope is looked at before its signature is known to be right.
 */
export function openRequest(request: CallbackRequest, app: App): OpenedRequest {
  const { body, query } = request;
  if ((typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength) > MAX_BODY_BYTES) {
    return refused('body_too_large', 'body_too_large');
  }
  const signature = query.msg_signature || query.signature;
  const timestamp = query.timestamp || query.timeStamp;
  const nonce = query.nonce;
  if (!signature || !timestamp || !nonce) return refused('malformed_request', 'query_incomplete');
  const encrypt = parseJsonObject(
    typeof body === 'string' ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString(),
  )?.encrypt;
  if (typeof encrypt !== 'string' || !isBase64(encrypt)) return refused('malformed_request', 'encrypt_missing');

  const signers = app.credentials.filter(({ token }) =>
    signatureMatches({ token, timestamp, nonce, encrypt }, signature),
  );
  if (signers.length === 0) return refused('signature_mismatch', 'signature_mismatch');

  let reason = 'unopened';
  for (const credential of signers) {
    try {
      const accepts = (ownerKey: string) => acceptsOwner(app, ownerKey);
      const { message, ownerKey } = openEnvelope({ aesKey: credential.aesKey, encrypt, accepts });
      const opened = parseJsonObject(message);
      if (opened !== undefined) return { kind: 'opened', body: opened, credential, ownerKey };
      reason = 'not_a_json_object';
    } catch (error) {
      if (!(error instanceof EnvelopeError)) throw error;
      reason = error.code;
    }
  }
  return refused('envelope_rejected', reason);
}

function acceptsOwner(app: App, ownerKey: string): boolean {
  return ownerKey !== '' && (app.ownerKeys.includes(ownerKey) || app.learnOwnerKey?.(ownerKey) === true);
}

function refused(code: Refusal['code'], reason: string): OpenedRequest {
  return { kind: 'refused', refusal: { code, reason } };
}
