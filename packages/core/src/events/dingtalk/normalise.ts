import { createHash } from 'node:crypto';
import type { JsonObject } from '../../json';
import type { HubEvent } from '../event';
export function normaliseDingTalkBody(
  body: JsonObject,
  context: { readonly app: string; readonly receivedAt: number },
): readonly HubEvent[] {
  const id =
    typeof body.eventId === 'string' ? body.eventId : createHash('sha256').update(JSON.stringify(body)).digest('hex');
  const type = typeof body.EventType === 'string' ? body.EventType : 'unknown';
  return [
    {
      specversion: '1.0',
      id,
      source: 'dingtalk',
      type,
      time: new Date(context.receivedAt).toISOString(),
      app: context.app,
      data: body,
    },
  ];
}
