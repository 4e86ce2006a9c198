import { closed, component, count, instant, list, text } from './json-schema';

const EVENT = {
  specversion: { const: '1.0' },
  id: text('Stable: the same occurrence has the same id.'),
  source: text('`dingtalk`, `aws.ec2`, `acs.ecs`…; `dinghub` for what the hub tells about itself.'),
  type: text('A DingTalk event’s type is its own EventType, unchanged.'),
  subject: text('What it is about, e.g. `approval/<processInstanceId>`.'),
  time: instant('The event’s own time, else the time of receipt.'),
  corpid: text('The organisation.'),
  app: text('The app that received it.'),
  recovered: { const: true, description: 'It was fetched from DingTalk’s failed list.' },
  data: { type: 'object', description: 'The body as it was sent.' },
  receivedAt: instant('When the hub received it.'),
};
const REQUIRED = ['specversion', 'id', 'source', 'type', 'time', 'app', 'data', 'receivedAt'];

/** What answers say about events. */
export const EVENT_SCHEMAS = {
  StoredEvent: closed(EVENT, REQUIRED),
  EventWithDeliveries: closed({ ...EVENT, deliveries: list(component('Delivery'), 'What became of it.') }, [
    ...REQUIRED,
    'deliveries',
  ]),
  EventReplay: closed({
    matched: count('Subscriptions that want it.'),
    replayed: count('Of these, those it is delivered to anew.'),
    pending: count('Of these, those left alone, since it is pending there already.'),
  }),
};
