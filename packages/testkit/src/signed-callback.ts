import { decodeAesKey, openEnvelope, sealEnvelope, sealReply, sign } from '@dinghub/core';

/** The app that the suites play. Made up. */
export const TEST_APP = { name: 'default', token: 'testtoken', aesKey: 'e'.repeat(43), ownerKey: 'dingtestowner' };

/** The app in the form that the callback edge takes. */
export const TEST_APPS = [
  {
    name: TEST_APP.name,
    credentials: [{ token: TEST_APP.token, aesKey: decodeAesKey(TEST_APP.aesKey) }],
    ownerKeys: [TEST_APP.ownerKey],
  },
];

/** Query and body of a signed callback. */
export interface SignedCallback {
  readonly query: { readonly signature: string; readonly timestamp: string; readonly nonce: string };
  readonly body: string;
}

/** Signs and seals a body as DingTalk would. */
export function signCallback(
  message: string | object,
  change: { readonly ownerKey?: string; readonly nonce?: string; readonly aesKey?: string } = {},
): SignedCallback {
  const { ownerKey = TEST_APP.ownerKey, nonce = 'aB3dE6gH', aesKey = TEST_APP.aesKey } = change;
  const text = typeof message === 'string' ? message : JSON.stringify(message);
  const random = (size: number) => new Uint8Array(size).fill(3);
  const encrypt = sealEnvelope({ aesKey: decodeAesKey(aesKey), random, ownerKey, message: text });
  const timestamp = '1763900000000';
  const signature = sign({ token: TEST_APP.token, timestamp, nonce, encrypt });
  return { query: { signature, timestamp, nonce }, body: JSON.stringify({ encrypt }) };
}

/** The body of a reply that signs and seals a message, as a hub's does. */
export function signReply(
  message: string,
  { token, aesKey, ownerKey }: { readonly token: string; readonly aesKey: string; readonly ownerKey: string },
): string {
  const credential = { token, aesKey: decodeAesKey(aesKey) };
  const random = (size: number) => new Uint8Array(size).fill(9);
  return JSON.stringify(sealReply({ credential, ownerKey, message, clock: () => 1_763_900_000_000, random }));
}

/** What a sealed reply opens to; throws when it is none for {@link TEST_APP}. */
export function openReply(body: string): string {
  const reply = JSON.parse(body) as Readonly<Record<string, string>>;
  const { msg_signature, timeStamp = '', nonce = '', encrypt = '' } = reply;
  const expected = sign({ token: TEST_APP.token, timestamp: timeStamp, nonce, encrypt });
  if (Object.keys(reply).sort().join() !== 'encrypt,msg_signature,nonce,timeStamp') throw new Error('wrong keys');
  if (!/^\d{13}$/.test(timeStamp) || msg_signature !== expected) throw new Error('wrong signature');
  const accepts = (key: string) => key === TEST_APP.ownerKey;
  return openEnvelope({ aesKey: decodeAesKey(TEST_APP.aesKey), encrypt, accepts }).message;
}
