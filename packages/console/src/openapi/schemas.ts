import type { JsonObject } from '@dinghub/core';
import { ADMIN_ERROR_CODES } from '../errors';
import { DELIVERY_SCHEMAS } from './delivery-schemas';
import { EVENT_SCHEMAS } from './event-schemas';
import { closed, component, list, text, words } from './json-schema';
import { SUBSCRIPTION_SCHEMAS } from './subscription-schemas';
import { SUITE_SCHEMAS } from './suite-schemas';

/** The schemas that the document names. */
export const SCHEMAS = {
  ...EVENT_SCHEMAS,
  ...SUBSCRIPTION_SCHEMAS,
  ...DELIVERY_SCHEMAS,
  ...SUITE_SCHEMAS,
  PatternResult: closed({ match: { type: 'boolean' } }),
  Error: closed({
    error: closed(
      {
        code: words(ADMIN_ERROR_CODES, 'A stable name.'),
        message: text('For people.'),
        requestId: text('Names the request in the hub’s log.'),
        problems: list({ type: 'string' }, 'Everything that is wrong.'),
        path: text('Where in the event pattern it is wrong.'),
      },
      ['code', 'message', 'requestId'],
    ),
  }),
} as const satisfies Record<string, JsonObject>;

/** A reference to one of {@link SCHEMAS}. */
export function ref(name: keyof typeof SCHEMAS): JsonObject {
  return component(name);
}

/** A page of a listing. */
export function listOf(name: keyof typeof SCHEMAS): JsonObject {
  return closed({ items: list(component(name), 'In order.'), cursor: text('Where the next page begins.') }, ['items']);
}
