import { isJsonObject, type JsonObject } from '@dinghub/core';
import { type Health, InvalidSubscription, type Subscription } from '@dinghub/core/dispatch';
import { iso, withIsoTimes } from './iso';
import { hideSecrets, restoreSecrets } from './secrets';

/** The fields that the hub adds. In a document that is written they are ignored, so that one that was read can be. */
const READ_ONLY = ['state', 'disabledReason', 'createdAt', 'updatedAt', 'health'];

/** A subscription as it is answered: by the names of what is shown, so that nothing else ever is. */
export function subscriptionDocument(subscription: Subscription): Readonly<Record<string, unknown>> {
  const { id, description, pattern, sink, rateLimit, maxInFlight } = subscription;
  const { state, disabledReason, createdAt, updatedAt } = subscription;
  const shown = {
    id,
    description,
    pattern,
    sink: hideSecrets(sink),
    rateLimit,
    maxInFlight,
    state,
    disabledReason,
    createdAt,
    updatedAt,
  };
  return withIsoTimes(Object.fromEntries(Object.entries(shown).filter(([, value]) => value !== undefined)));
}

/** How a subscription's receiver is, as it is answered. */
export function healthDocument({ openedAt, failingSince }: Health): object {
  return {
    breaker: openedAt === undefined ? 'closed' : 'open',
    ...(failingSince === undefined ? {} : { failingSince: iso(failingSince) }),
  };
}

/** The document of a new subscription, as core takes it. @throws InvalidSubscription */
export function newDocument(document: JsonObject): JsonObject {
  return withSecrets(undefined, document);
}

/**
 * The document that takes the place of a subscription's, as core takes it: with the secrets that it left out.
 * @throws InvalidSubscription
 */
export function changedDocument(before: Subscription, document: JsonObject): JsonObject {
  if (Object.hasOwn(document, 'id') && document.id !== before.id) {
    throw new InvalidSubscription(['id: it is the path’s, and cannot be changed.']);
  }
  const written = Object.entries(document).filter(([name]) => !READ_ONLY.includes(name));
  return withSecrets(before, Object.fromEntries(written));
}

function withSecrets(before: Subscription | undefined, document: JsonObject): JsonObject {
  const { sink } = document;
  return isJsonObject(sink) ? { ...document, sink: restoreSecrets(before?.sink, sink) } : document;
}
