/** A decoded AES key: 32 bytes, its first 16 being the IV. */
export interface AesKey {
  readonly key: Uint8Array;
  readonly iv: Uint8Array;
}

/** One token and AES key pair. While an app rotates, it has several. */
export interface Credential {
  readonly token: string;
  readonly aesKey: AesKey;
}

/** One DingTalk application, as the callback edge needs it. */
export interface App {
  /** `default`, or the last segment of its callback path. */
  readonly name: string;
  readonly credentials: readonly Credential[];
  /** Accepted owner keys, compared exactly: AppKey, corpId or suiteKey. Never empty strings. */
  readonly ownerKeys: readonly string[];
  /**
   * Asked when a correctly signed envelope carries a non-empty owner key that is not in `ownerKeys`; true accepts it. Only the
   * local hub sets it, to learn the key of the first app that proves to hold its generated credentials.
   */
  readonly learnOwnerKey?: (ownerKey: string) => boolean;
}
