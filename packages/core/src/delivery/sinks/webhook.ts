import { sha256 } from '../../crypto/sha256';
import type { Sink as SinkOptions } from '../../storage/subscription';
import { baseHeaders, judgeStatus, type Sink } from './sink';
import { signWebhook } from './webhook-signature';

/**
 * The event as a CloudEvents JSON document, signed as Standard Webhooks says.
 * Sources: standard-webhooks.com specification 1.0; CloudEvents 1.0 HTTP protocol binding, structured mode.
 */
export const webhookSink: Sink<Extract<SinkOptions, { kind: 'webhook' }>> = {
  request(options, context, { clock }) {
    const { event, secrets } = context;
    const now = clock();
    const id = webhookId(event.id);
    const timestamp = Math.floor(now / 1000);
    const body = JSON.stringify({ datacontenttype: 'application/json', ...event });
    const valid = secrets.filter(({ expiresAt = Number.POSITIVE_INFINITY }) => expiresAt > now);
    return {
      url: options.url,
      headers: {
        ...baseHeaders(options, context, 'application/cloudevents+json; charset=utf-8'),
        'webhook-id': id,
        'webhook-timestamp': String(timestamp),
        'webhook-signature': valid.map(({ secret }) => signWebhook({ secret, id, timestamp, body })).join(' '),
      },
      body,
    };
  },
  judge: (_, outcome) => judgeStatus(outcome),
};

/** The receiver's idempotency key: the event's id, where that can stand in a header and in a signed text. */
export function webhookId(eventId: string): string {
  if (/^[A-Za-z0-9_-]{1,200}$/.test(eventId)) return eventId;
  return `sha256-${sha256(eventId)}`;
}
