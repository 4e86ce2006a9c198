import { isBase64, openEnvelope } from '../crypto/envelope';
import { signatureMatches } from '../crypto/signature';
import { EnvelopeError, StoreUnavailable } from '../errors';
import { parseJsonObject, readJsonObject } from '../events/parse-json';
import type { JsonObject } from '../json';
import { type Refused, refused } from './answer';
import type { App, Credential } from './app';
import { type CallbackRequest, MAX_BODY_BYTES } from './http';

/** A verified body with the credential and the owner key that its reply must be sealed with; or why there is none. */
export type OpenedRequest =
  | { readonly kind: 'opened'; readonly body: JsonObject; readonly credential: Credential; readonly ownerKey: string }
  | (Refused & {
      /** The owner key that was all that is wrong. Not for the log. */
      readonly stranger?: string | undefined;
    });

/**
 * Size → fields → signature (every credential of the app) → decrypt → padding and bounds → owner key → JSON.
 * Nothing inside the envelope is looked at before its signature is known to be right.
 */
export function openRequest(request: CallbackRequest, app: App): OpenedRequest {
  const { body, query } = request;
  if ((typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength) > MAX_BODY_BYTES) {
    return refused('body_too_large');
  }
  const signature = query.msg_signature || query.signature;
  const timestamp = query.timestamp || query.timeStamp;
  const nonce = query.nonce;
  if (!signature || !timestamp || !nonce) return refused('malformed_request', 'query_incomplete');
  const encrypt = readJsonObject(
    typeof body === 'string' ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString(),
  )?.encrypt;
  if (typeof encrypt !== 'string' || !isBase64(encrypt)) return refused('malformed_request', 'encrypt_missing');

  const signers = app.credentials.filter(({ token }) =>
    signatureMatches({ token, timestamp, nonce, encrypt }, signature),
  );
  if (signers.length === 0) return refused('signature_mismatch');

  let reason = 'unopened';
  let stranger: string | undefined;
  const accepts = (ownerKey: string) => {
    const isAccepted = acceptsOwner(app, ownerKey);
    if (!isAccepted) stranger = ownerKey;
    return isAccepted;
  };
  for (const credential of signers) {
    try {
      const { message, ownerKey } = openEnvelope({ aesKey: credential.aesKey, encrypt, accepts });
      const opened = parseJsonObject(message);
      if (opened !== undefined) return { kind: 'opened', body: opened, credential, ownerKey };
      reason = 'not_a_json_object';
    } catch (error) {
      if (!(error instanceof EnvelopeError)) throw error;
      reason = error.code;
      // It did open: with no other credential it would.
      if (stranger !== undefined) break;
    }
  }
  return { ...refused('envelope_rejected', reason), stranger };
}

/** @throws {@link StoreUnavailable} when a key that is to be learnt cannot be kept: nothing is accepted, and DingTalk tries again */
function acceptsOwner(app: App, ownerKey: string): boolean {
  if (ownerKey === '') return false;
  if (app.ownerKeys.includes(ownerKey)) return true;
  try {
    return app.learnOwnerKey?.(ownerKey) === true;
  } catch (cause) {
    throw new StoreUnavailable('The owner key could not be kept.', { cause });
  }
}
