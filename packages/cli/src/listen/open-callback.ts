import {
  type Clock,
  decodeAesKey,
  EnvelopeError,
  type JsonObject,
  openEnvelope,
  parseJsonObject,
  type Random,
  type SealedReply,
  sealReply,
  signatureMatches,
} from '@dinghub/core';

/** What an application that was written for DingTalk's callback knows. */
export interface CallbackKeys {
  readonly token: string;
  /** 43 characters. */
  readonly aesKey: string;
  readonly ownerKey: string;
}

/** What is in a sealed request, and the answer that it wants; or why it is not opened. */
export type OpenedCallback =
  | { readonly kind: 'opened'; readonly data: JsonObject; readonly reply: SealedReply }
  | { readonly kind: 'refused'; readonly reason: 'unsigned' | 'bad_signature' | 'not_opened' };

/** Opens a request as such an application does, and seals `success` for it. */
export function openCallback(
  keys: CallbackKeys,
  request: { readonly query: URLSearchParams; readonly body: string },
  effects: { readonly clock: Clock; readonly random: Random },
): OpenedCallback {
  const { query, body } = request;
  const { token, ownerKey } = keys;
  const signature = query.get('msg_signature') ?? query.get('signature');
  const timestamp = query.get('timestamp') ?? query.get('timeStamp');
  const nonce = query.get('nonce');
  const { encrypt } = parseJsonObject(body) ?? {};
  if (signature === null || timestamp === null || nonce === null || typeof encrypt !== 'string') {
    return { kind: 'refused', reason: 'unsigned' };
  }
  if (!signatureMatches({ token, timestamp, nonce, encrypt }, signature)) {
    return { kind: 'refused', reason: 'bad_signature' };
  }
  const credential = { token, aesKey: decodeAesKey(keys.aesKey) };
  try {
    const accepts = (owner: string) => owner === ownerKey;
    const { message } = openEnvelope({ aesKey: credential.aesKey, encrypt, accepts });
    const reply = sealReply({ credential, ownerKey, message: 'success', ...effects });
    return { kind: 'opened', data: parseJsonObject(message) ?? {}, reply };
  } catch (error) {
    if (!(error instanceof EnvelopeError)) throw error;
    return { kind: 'refused', reason: 'not_opened' };
  }
}
