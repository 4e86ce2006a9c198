import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { decodeAesKey, openEnvelope, sign } from '@dinghub/core';
import type { Dispatch } from '@dinghub/core/dispatch';
import { type Received, startReceiver } from './receiver';
import type { Runner } from './runner';
import { signReply } from './signed-callback';
import { until } from './until';

/** A whole hub, with its real transports; tests see its store through `dispatch`. */
export interface HubHarness {
  /** Sends a signed callback of the app of the testkit; gives the HTTP status. */
  post(body: object): Promise<number>;
  /** Over the hub's store and queue. */
  readonly dispatch: Pick<Dispatch, 'subscriptions' | 'deliveries' | 'replays'>;
  /** What the platform's timer does each minute. */
  sweep(): Promise<void>;
  /** Moves the clock of every part of the hub. */
  advance(ms: number): void;
  /** Makes the queue lose what it is given from now on. */
  loseTasks(lose: boolean): void;
  close(): Promise<void>;
}

const KEYS = { token: 'receivertoken', aesKey: 'r'.repeat(43), ownerKey: 'dingreceiver' };

/**
 * A callback in, a request at every subscriber out: the same on every platform.
 * @param create starts a hub that may call 127.0.0.1 over http; called once for each test
 * @param options.emptyTexts false for a store on an emulator that takes none: no answer is empty then. @default true
 */
export function endToEndContract(
  { describe, it }: Runner,
  name: string,
  create: () => Promise<HubHarness>,
  options: { readonly emptyTexts?: boolean } = {},
): void {
  const withHub = async (use: (hub: HubHarness) => Promise<void>): Promise<void> => {
    const hub = await create();
    try {
      await use(hub);
    } finally {
      await hub.close();
    }
  };

  describe(`${name} from end to end`, () => {
    it('brings an event to a webhook, signed, and to no one who does not want it', () =>
      withHub(async (hub) => {
        const receiver = await startReceiver();
        try {
          const made = await hub.dispatch.subscriptions.create({
            id: 'hr',
            pattern: { type: [{ prefix: 'user_' }] },
            sink: { kind: 'webhook', url: receiver.url },
          });
          assert.ok(made !== 'exists' && made.secret !== undefined);
          assert.equal(await hub.post({ EventType: 'check_in', eventId: 'other', StaffId: 'u1' }), 200);
          assert.equal(await hub.post({ EventType: 'user_add_org', eventId: 'e1', UserId: ['张三'] }), 200);
          await until(() => receiver.received.length > 0);
          const [request] = receiver.received as [Received];
          assert.equal(request.headers['webhook-id'], 'e1');
          assert.equal(request.headers['webhook-signature'], signatureOf(made.secret, request));
          assert.deepEqual((JSON.parse(request.body) as { data: object }).data, {
            EventType: 'user_add_org',
            eventId: 'e1',
            UserId: ['张三'],
          });
          await delivered(hub, 'e1', 'hr');
          assert.deepEqual(await hub.dispatch.deliveries.ofEvent('other'), []);
          assert.equal(receiver.received.length, 1);
        } finally {
          await receiver.close();
        }
      }));

    it('brings it sealed to an application written for DingTalk, which counts only when it answers success', () =>
      withHub(async (hub) => {
        const opened: string[] = [];
        const receiver = await startReceiver((response, request, nth) => {
          opened.push(openCallback(request));
          response.end(nth === 1 ? 'success' : signReply('success', KEYS));
        });
        try {
          await hub.dispatch.subscriptions.create({
            id: 'legacy',
            pattern: { source: ['dingtalk'] },
            sink: { kind: 'dingtalk-callback', url: receiver.url, ...KEYS },
          });
          await hub.post({ EventType: 'org_dept_create', eventId: 'e2', DeptId: [7] });
          await until(() => receiver.received.length === 2);
          assert.deepEqual(JSON.parse(opened[0] ?? ''), { EventType: 'org_dept_create', eventId: 'e2', DeptId: [7] });
          const { attempts } = await delivered(hub, 'e2', 'legacy');
          assert.deepEqual(
            attempts.map(({ code }) => code),
            ['E_RESPONSE', undefined],
          );
        } finally {
          await receiver.close();
        }
      }));

    it('delivers although every task is lost, as soon as the sweeper has been there', () =>
      withHub(async (hub) => {
        const receiver = await startReceiver();
        try {
          await hub.dispatch.subscriptions.create({
            id: 'a',
            pattern: { source: ['dingtalk'] },
            sink: { kind: 'webhook', url: receiver.url },
          });
          hub.loseTasks(true);
          assert.equal(await hub.post({ EventType: 'user_add_org', eventId: 'e3', UserId: ['u'] }), 200);
          await new Promise((resolve) => setTimeout(resolve, 300));
          hub.loseTasks(false);
          hub.advance(31_000);
          await hub.sweep();
          await until(() => receiver.received.length > 0);
          await delivered(hub, 'e3', 'a');
        } finally {
          await receiver.close();
        }
      }));

    it('makes dead letters of what no one takes, and replays them', () =>
      withHub(async (hub) => {
        let open = false;
        // An attempt keeps the answer's body.
        const [success, body] = options.emptyTexts === false ? [200, 'x'] : [204, ''];
        const receiver = await startReceiver((response) => void response.writeHead(open ? success : 503).end(body));
        try {
          await hub.dispatch.subscriptions.create({
            id: 'down',
            pattern: { source: ['dingtalk'] },
            sink: { kind: 'webhook', url: receiver.url },
          });
          await hub.post({ EventType: 'user_add_org', eventId: 'e4', UserId: ['u'] });
          await until(() => receiver.received.length > 0);
          let advanced = 0;
          await until(async () => {
            const delivery = await hub.dispatch.deliveries.get('e4', 'down');
            if (delivery?.state === 'dead') return true;
            // A day for each wait, and none while it is being tried: a system that is down for five would be disabled.
            if (delivery !== undefined && delivery.leaseUntil === undefined && delivery.version !== advanced) {
              advanced = delivery.version;
              hub.advance(25 * 3_600_000);
            }
            await hub.sweep();
            return false;
          });
          open = true;
          const progress = await hub.dispatch.replays.run({ subscription: 'down', state: 'dead' });
          assert.equal(progress?.replayed, 1);
          const { attempts } = await delivered(hub, 'e4', 'down');
          assert.equal(attempts.at(-1)?.response, body);
        } finally {
          await receiver.close();
        }
      }));
  });
}

async function delivered(hub: HubHarness, event: string, subscription: string) {
  await until(async () => (await hub.dispatch.deliveries.get(event, subscription))?.state === 'delivered');
  const delivery = await hub.dispatch.deliveries.get(event, subscription);
  assert.ok(delivery);
  return delivery;
}

/** As a consumer checks it, with code of its own. */
function signatureOf(secret: string, { headers, body }: Received): string {
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const text = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;
  return `v1,${createHmac('sha256', key).update(text).digest('base64')}`;
}

function openCallback({ query, body }: Received): string {
  const { encrypt } = JSON.parse(body) as { encrypt: string };
  const [timestamp = '', nonce = ''] = [query.get('timestamp') ?? '', query.get('nonce') ?? ''];
  assert.equal(query.get('msg_signature'), sign({ token: KEYS.token, timestamp, nonce, encrypt }));
  const accepts = (owner: string) => owner === KEYS.ownerKey;
  return openEnvelope({ aesKey: decodeAesKey(KEYS.aesKey), encrypt, accepts }).message;
}
