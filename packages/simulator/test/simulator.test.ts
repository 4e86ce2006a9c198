import { createCallbackHandler, createEventLog, silentLogger } from '@dinghub/core';
import { createMemoryRecordStore } from '@dinghub/core/memory';
import { TEST_APP, TEST_APPS } from '@dinghub/testkit';
import { createDingTalkSimulator, type Post, sampleEvent } from '../src/index';

const NOW = 1_763_900_000_000;
let seed = 0;
const random = (size: number) => new Uint8Array(size).map(() => seed++ % 256);
const keys = { token: TEST_APP.token, aesKey: TEST_APP.aesKey, ownerKey: TEST_APP.ownerKey };

/** A hub behind the simulator's transport, without a socket. */
function hub() {
  const events = createEventLog({ store: createMemoryRecordStore(), clock: () => NOW, retentionDays: 1 });
  const handle = createCallbackHandler({
    apps: async () => TEST_APPS,
    events,
    clock: () => NOW,
    random,
    logger: silentLogger,
  });
  const post: Post = async (url, body) => {
    const query = Object.fromEntries(url.searchParams);
    const response = await handle({ method: 'POST', path: url.pathname, query, body, requestId: 'r' });
    return { kind: 'answer', status: response.status, body: response.body };
  };
  return { events, post };
}

function simulate(post: Post, change: object = {}) {
  const waits: number[] = [];
  const sleep = async (ms: number) => void waits.push(ms);
  const options = { url: 'http://hub/v1/dingtalk', keys, post, clock: () => NOW, random, sleep, ...change };
  return { waits, simulator: createDingTalkSimulator(options) };
}

describe('the simulator', () => {
  it('gets success from the hub for check_url and for every sample event, and the hub stores those', async () => {
    const { events, post } = hub();
    const { simulator } = simulate(post);
    expect(await simulator.checkUrl()).toMatchObject({ kind: 'delivered', attempts: 1 });
    const types = [
      'user_add_org',
      'org_dept_create',
      'chat_update_title',
      'label_conf_add',
      'bpms_task_change',
      'check_in',
      'attendance_check_record',
      'brand_new',
    ];
    for (const type of types) {
      expect(await simulator.push(sampleEvent(type, { clock: () => NOW, random }))).toMatchObject({
        kind: 'delivered',
      });
    }
    const stored = (await events.list({}, { limit: 50 })).items.map(({ event }) => event.type);
    expect(stored.sort()).toEqual([...types].sort());
  });

  it('retries after 10 s and 30 s with the same event, then keeps it as failed', async () => {
    const sent: string[] = [];
    const { simulator, waits } = simulate(async (_, body) => {
      sent.push(body);
      return { kind: 'no_answer', reason: 'timeout' };
    });
    expect(await simulator.push({ EventType: 'x' })).toMatchObject({ kind: 'failed', attempts: 3, reason: 'timeout' });
    expect([waits, sent.length]).toEqual([[10_000, 30_000], 3]);
    expect(simulator.failedEvents()).toEqual([{ body: { EventType: 'x' }, at: NOW, reason: 'timeout' }]);
  });

  it('keeps the newest 1000 failed events, and fewer large ones', async () => {
    const { simulator } = simulate(async () => ({ kind: 'no_answer', reason: 'timeout' }), { retryDelaysMs: [] });
    for (let n = 0; n < 1003; n++) await simulator.push({ EventType: 'x', n });
    expect(simulator.failedEvents()).toHaveLength(1000);
    expect(simulator.failedEvents()[0]).toMatchObject({ body: { n: 3 } });
    for (let n = 0; n < 20; n++) await simulator.push({ EventType: 'x', text: 'x'.repeat(1024 * 1024) });
    expect(simulator.failedEvents()).toHaveLength(15);
  });

  it('stops retrying once it is answered', async () => {
    const { post } = hub();
    let calls = 0;
    const { simulator, waits } = simulate((url, body, ms) =>
      calls++ === 0 ? Promise.resolve({ kind: 'answer' as const, status: 503, body: '{}' }) : post(url, body, ms),
    );
    expect(await simulator.push({ EventType: 'x' })).toMatchObject({ kind: 'delivered', attempts: 2 });
    expect([waits, simulator.failedEvents()]).toEqual([[10_000], []]);
  });

  it.each<[string, (reply: Record<string, string>) => unknown]>([
    ['not_json', () => 'success'],
    ['wrong_keys', ({ timeStamp, ...reply }) => ({ ...reply, timestamp: timeStamp })],
    ['wrong_keys', (reply) => ({ ...reply, more: '1' })],
    ['wrong_time_stamp', (reply) => ({ ...reply, timeStamp: '749' })],
    ['wrong_signature', (reply) => ({ ...reply, nonce: 'other' })],
  ])('counts a reply as %s, as DingTalk would', async (reason, spoil) => {
    const { post } = hub();
    const { simulator } = simulate(async (url, body, ms) => {
      const answer = await post(url, body, ms);
      if (answer.kind !== 'answer') return answer;
      const spoilt = spoil(JSON.parse(answer.body) as Record<string, string>);
      return { ...answer, body: typeof spoilt === 'string' ? spoilt : JSON.stringify(spoilt) };
    });
    expect(await simulator.checkUrl()).toMatchObject({ kind: 'failed', reason });
  });

  it('is refused by the hub with a wrong token, AES key or owner key', async () => {
    const { post } = hub();
    for (const wrong of [{ token: 'x' }, { aesKey: 'x'.repeat(43) }, { ownerKey: 'x' }]) {
      const { simulator } = simulate(post, { keys: { ...keys, ...wrong } });
      expect(await simulator.checkUrl()).toMatchObject({ kind: 'failed', reason: 'status' });
    }
  });
});
