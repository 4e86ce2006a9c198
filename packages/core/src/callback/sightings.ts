import type { App, Credential } from './app';

/**
 * What callbacks show about the configuration, for whoever mends it. The callback waits for it, so it takes a moment at most, and it
 * never rejects: nothing that is only remembered may change an answer. Undefined says that there is nothing to wait for.
 */
export interface Sightings {
  /** An envelope was signed and sealed with a credential of the app, and refused for its owner key alone. */
  refused(app: App, ownerKey: string): Promise<void> | undefined;
  /** An event came with this credential. Called before it is stored. */
  used(app: App, credential: Credential, ownerKey: string): Promise<void> | undefined;
}
