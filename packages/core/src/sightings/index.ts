/**
 * What callbacks show about the configuration: which owner key was refused, and which credentials are in use.
 * @module
 */
export * from './create-sightings';
export * from './fingerprint';
export * from './owner-key-kind';
export * from './owner-key-traits';
export { PACE_MS } from './pace';
export * from './rotation';
export { type RefusedOwnerKey, readSightings, type Seen } from './sightings-record';
