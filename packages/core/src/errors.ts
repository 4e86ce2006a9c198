/** The store could not answer now (network, throttling, lock, time limit): the same call is worth repeating. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
  readonly code = 'store_unavailable';
}

/** The store answered and refused (access denied, no such table, item too large): repeating the call changes nothing. */
export class StoreRejected extends Error {
  override readonly name = 'StoreRejected';
  readonly code = 'store_rejected';
}

/** A cursor that this store did not issue, or that belongs to another query. */
export class InvalidCursor extends Error {
  override readonly name = 'InvalidCursor';
  readonly code = 'invalid_cursor';
}

/** Why an envelope was not opened; a stable name for logs, never shown to the sender. */
export type EnvelopeErrorCode =
  | 'aes_key_illegal'
  | 'signature_mismatch'
  | 'ciphertext_illegal'
  | 'padding_illegal'
  | 'length_illegal'
  | 'text_illegal'
  | 'owner_key_mismatch';

/** The one error that crypto throws for bad input. Its message holds no secret and no plaintext. */
export class EnvelopeError extends Error {
  override readonly name = 'EnvelopeError';
  constructor(
    readonly code: EnvelopeErrorCode,
    message: string,
  ) {
    super(message);
  }
}

/** Everything that is wrong with the configuration, all at once, each line naming its variable. Never holds a value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly code = 'invalid_configuration';
  constructor(readonly problems: readonly string[]) {
    super(`The configuration cannot be used:\n${problems.map((p) => `  - ${p}`).join('\n')}`);
  }
}
