import { AsyncLocalStorage } from 'node:async_hooks';
import type { FcContext } from './request';

/** What Function Compute tells about an invocation; with it a function can call others of its account. */
export interface FcInvocation extends FcContext {
  readonly accountId: string;
  /** e.g. `cn-hangzhou` */
  readonly region: string;
}

/** Lets code that lives longer than an invocation know which one it works for. */
export interface Invocations {
  /** The invocation that the caller works for. @throws Error outside of every invocation */
  current(): FcInvocation;
  /** A handler whose work knows its invocation. */
  during<E, A>(
    handle: (event: E, context: FcInvocation) => Promise<A>,
  ): (event: E, context: FcInvocation) => Promise<A>;
}

/**
 * Creates the knowledge of the current invocation. Temporary credentials come with each invocation and rotate: so they are never
 * kept, while the clients, caches and connections that use them are.
 */
export function createInvocations(): Invocations {
  const storage = new AsyncLocalStorage<FcInvocation>();
  return {
    current() {
      const invocation = storage.getStore();
      if (invocation === undefined) throw new Error('There are no credentials outside of an invocation.');
      return invocation;
    },
    during: (handle) => (event, context) => storage.run(context, () => handle(event, context)),
  };
}
