/**
 * The admin HTTP API of dinghub.
 * @module
 */
export {};
