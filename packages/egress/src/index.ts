/**
 * The guarded HTTP client: the only code of dinghub that calls out to URLs.
 * @module
 */
export {};
