import type { JsonObject } from '@dinghub/core';
import { closed, component, instant, text, whole, words } from './json-schema';

const readOnly = (schema: JsonObject) => ({ ...schema, readOnly: true });
const writeOnly = (schema: JsonObject) => ({ ...schema, writeOnly: true });

const URL = { type: 'string', format: 'uri', maxLength: 2048 };
const HEADERS = {
  type: 'object',
  additionalProperties: { type: 'string' },
  maxProperties: 20,
  description: 'Sent besides dinghub’s own. Answers show `***` for each value.',
};
const OWNER_KEY = text('The AppKey, corpId or suiteKey that the application checks.');
const WEBHOOK = closed({ kind: { const: 'webhook' }, url: URL, headers: HEADERS }, ['kind', 'url']);
const dingtalkCallback = (required: readonly string[]) =>
  closed(
    {
      kind: { const: 'dingtalk-callback' },
      url: URL,
      token: writeOnly(text('What requests are signed with.')),
      aesKey: writeOnly(text('43 letters and digits.')),
      ownerKey: OWNER_KEY,
      headers: HEADERS,
    },
    required,
  );

const SECRET = text('`whsec_` and the base64 of 24 to 64 bytes: what a webhook’s requests are signed with.');

const DOCUMENT = {
  id: { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$', description: 'Left out, the hub makes one.' },
  description: { type: 'string', maxLength: 500 },
  pattern: component('Pattern'),
  rateLimit: {
    ...closed({ count: whole(1, 1_000_000, 'How many.'), perSeconds: whole(1, 86_400, 'In how many seconds.') }),
    description: 'At most `count` attempts in any window of `perSeconds` seconds.',
  },
  maxInFlight: whole(1, 1000, 'At most so many attempts at the same time.'),
};
const WITH_SECRET = {
  ...DOCUMENT,
  secret: writeOnly({ ...SECRET, description: `${SECRET.description} Left out, the hub makes one.` }),
};

const ADDED = {
  state: readOnly(
    words(
      ['active', 'paused', 'disabled'],
      '`paused`: deliveries are opened and wait. `disabled`: none is opened, and what waits becomes a dead letter.',
    ),
  ),
  disabledReason: readOnly(text('`gone`, `failing` or what an operator said.')),
  createdAt: readOnly(instant('When it was made.')),
  updatedAt: readOnly(instant('When it was changed last.')),
};
const HEALTH = readOnly(
  closed(
    {
      breaker: words(['closed', 'open'], 'While it is open the receiver is left in peace.'),
      failingSince: instant('The first failure since the last success.'),
    },
    ['breaker'],
  ),
);
const SHOWN = { ...DOCUMENT, sink: component('ShownSink'), ...ADDED };
const SHOWN_REQUIRED = ['id', 'pattern', 'sink', 'state', 'createdAt', 'updatedAt'];

/** What requests and answers say about subscriptions. */
export const SUBSCRIPTION_SCHEMAS = {
  Pattern: { type: 'object', description: 'An Amazon EventBridge event pattern over the event’s JSON.' },
  NewSubscription: closed(
    { ...WITH_SECRET, sink: { oneOf: [WEBHOOK, dingtalkCallback(['kind', 'url', 'token', 'aesKey', 'ownerKey'])] } },
    ['pattern', 'sink'],
  ),
  ChangedSubscription: closed(
    {
      ...WITH_SECRET,
      sink: { oneOf: [WEBHOOK, dingtalkCallback(['kind', 'url', 'ownerKey'])] },
      ...ADDED,
      health: HEALTH,
    },
    ['pattern', 'sink'],
  ),
  ShownSink: {
    ...closed(
      { kind: words(['webhook', 'dingtalk-callback'], 'What kind.'), url: URL, ownerKey: OWNER_KEY, headers: HEADERS },
      ['kind', 'url'],
    ),
    description: 'A sink without its secrets.',
  },
  Subscription: closed(SHOWN, SHOWN_REQUIRED),
  SubscriptionWithSecret: closed({ ...SHOWN, secret: SECRET }, SHOWN_REQUIRED),
  SubscriptionWithHealth: closed({ ...SHOWN, health: HEALTH }, [...SHOWN_REQUIRED, 'health']),
  RotatedSecret: closed(
    { secret: SECRET, previousValidUntil: instant('Until then requests are signed with the one before too.') },
    ['secret'],
  ),
};
