import assert from 'node:assert/strict';
import type { CallbackHandler, RecordStore } from '@dinghub/core';
import { createCallbackHandler, createEventLog, type EventLog, sign, silentLogger } from '@dinghub/core';
import { createMemoryRecordStore } from '@dinghub/core/memory';
import type { Runner } from './runner';
import { openReply, signCallback, TEST_APP, TEST_APPS } from './signed-callback';

/** A request before a platform has touched it. `query` is as it stands in the URL. */
export interface EdgeRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An answer after a platform has touched it. */
export interface EdgeResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A platform: sends a request through its own event shape, or its own socket, to a callback handler. */
export interface Edge {
  send(request: EdgeRequest): Promise<EdgeResponse>;
  close?(): Promise<void>;
}

const NOW = 1_763_900_000_000;
const random = (size: number) => new Uint8Array(size).fill(4);

const TEXTS = { ASCII: 'plain', Chinese: '请假申请', emoji: '🎉👩‍👩‍👧' };

/** What every platform's edge must do, whatever its events look like. */
export function edgeContract(runner: Runner, name: string, open: (callback: CallbackHandler) => Promise<Edge>): void {
  runner.describe(`${name} as a callback edge`, () => {
    async function using(
      run: (edge: Edge, events: EventLog) => Promise<void>,
      store: RecordStore = createMemoryRecordStore(),
      deadlineMs = 1000,
    ): Promise<void> {
      const events = createEventLog({ store, clock: () => NOW, retentionDays: 1 });
      const options = {
        apps: async () => TEST_APPS,
        events,
        clock: () => NOW,
        random,
        logger: silentLogger,
        deadlineMs,
      };
      const edge = await open(createCallbackHandler(options));
      try {
        await run(edge, events);
      } finally {
        await edge.close?.();
      }
    }

    for (const [title, text] of Object.entries(TEXTS)) {
      runner.it(`stores and answers a body with ${title}`, () =>
        using(async (edge, events) => {
          const response = await edge.send(request({ EventType: 'user_add_org', eventId: 'e1', name: text }));
          assert.equal(response.status, 200);
          assert.match(headerOf(response, 'content-type'), /^application\/json/);
          assert.equal(openReply(response.body), 'success');
          assert.equal((await events.get('e1'))?.event.data.name, text);
        }),
      );
    }

    runner.it('takes headers in any case and any content type', () =>
      using(async (edge) => {
        for (const type of ['APPLICATION/JSON', 'application/x-www-form-urlencoded; charset=UTF-8', 'text/plain']) {
          const headers = { 'CONTENT-TYPE': type, 'User-Agent': 'x' };
          assert.equal((await edge.send({ ...request({ EventType: 'check_in' }), headers })).status, 200);
        }
      }),
    );

    runner.it('decodes the query, and of a repeated parameter takes the first', () =>
      using(async (edge) => {
        const { query, body } = signCallback({ EventType: 'check_in' }, { nonce: 'a+b/c=中&d' });
        const { signature, timestamp, nonce } = query;
        const text = `x=1&signature=${signature}&timestamp=${timestamp}&nonce=${encodeURIComponent(nonce)}`;
        assert.equal((await edge.send({ ...request({}), query: text, body })).status, 200);
        const plain = signCallback({ EventType: 'check_in' });
        const twice = `${queryOf(plain.query)}&signature=0&timestamp=0`;
        assert.equal((await edge.send({ ...request({}), query: twice, body: plain.body })).status, 200);
      }),
    );

    runner.it('takes msg_signature and timeStamp for signature and timestamp', () =>
      using(async (edge) => {
        const { query, body } = signCallback({ EventType: 'check_in' });
        const text = `msg_signature=${query.signature}&timeStamp=${query.timestamp}&nonce=${query.nonce}`;
        assert.equal((await edge.send({ ...request({}), query: text, body })).status, 200);
      }),
    );

    runner.it('of both signatures takes msg_signature', () =>
      using(async (edge) => {
        const { query, body } = signCallback({ EventType: 'check_in' });
        const { signature, ...rest } = query;
        for (const both of [
          { signature, msg_signature: signature },
          { signature: '0', msg_signature: signature },
        ]) {
          const text = queryOf({ ...rest, ...both });
          assert.equal((await edge.send({ ...request({}), query: text, body })).status, 200);
        }
        const text = queryOf({ ...rest, signature, msg_signature: '0' });
        assert.equal((await edge.send({ ...request({}), query: text, body })).status, 401);
      }),
    );

    runner.it('takes a timestamp and a nonce that are numbers, digit for digit', () =>
      using(async (edge) => {
        const { body } = signCallback({ EventType: 'check_in' });
        const { encrypt } = JSON.parse(body) as { encrypt: string };
        for (const timestamp of ['1763900000', '1763900000000', '0017639000', '176390000012345678901234567890']) {
          const parts = { timestamp, nonce: timestamp };
          const query = queryOf({ ...parts, signature: sign({ ...parts, token: TEST_APP.token, encrypt }) });
          assert.equal((await edge.send({ ...request({}), query, body })).status, 200, timestamp);
        }
      }),
    );

    const good = request({ EventType: 'check_in' });
    const refused: readonly (readonly [string, EdgeRequest, number, string])[] = [
      ['a wrong method', { ...good, method: 'PUT' }, 405, 'method_not_allowed'],
      ['a wrong path', { ...good, path: '/v1/other' }, 404, 'not_found'],
      ['an unknown app', { ...good, path: '/v1/dingtalk/nobody' }, 404, 'unknown_app'],
      ['1 MiB and a byte', { ...good, body: 'x'.repeat(1024 * 1024 + 1) }, 413, 'body_too_large'],
      ['1 MiB that is no JSON', { ...good, body: 'x'.repeat(1024 * 1024) }, 400, 'malformed_request'],
      ['plaintext', { ...good, body: '{"EventType":"user_add_org"}' }, 400, 'malformed_request'],
      ['an empty body', { ...good, body: '' }, 400, 'malformed_request'],
      ['no query', { ...good, query: '' }, 400, 'malformed_request'],
      ['a broken query', { ...good, query: 'signature=%zz&timestamp=%&nonce=%E4%B8' }, 401, 'signature_mismatch'],
      [
        'a wrong signature',
        { ...good, query: good.query.replace('signature=', 'signature=0') },
        401,
        'signature_mismatch',
      ],
      ['another owner key', request({}, { ownerKey: 'dingother' }), 403, 'envelope_rejected'],
      ['a prefix of the owner key', request({}, { ownerKey: 'dingtest' }), 403, 'envelope_rejected'],
      ['an empty owner key', request({}, { ownerKey: '' }), 403, 'envelope_rejected'],
      ['another AES key', request({}, { aesKey: 'f'.repeat(43) }), 403, 'envelope_rejected'],
    ];
    for (const [title, hostile, status, code] of refused) {
      runner.it(`refuses ${title} with ${status}`, () =>
        using(async (edge, events) => {
          const response = await edge.send(hostile);
          const { error } = JSON.parse(response.body) as { error: Readonly<Record<string, string>> };
          assert.deepEqual([response.status, error.code], [status, code]);
          assert.deepEqual(Object.keys(error), ['code', 'message', 'requestId']);
          if (status === 405) assert.equal(headerOf(response, 'allow'), 'POST');
          assert.deepEqual((await events.list({}, { limit: 1 })).items, []);
        }),
      );
    }

    runner.it('makes one event of 50 concurrent repeats', () =>
      using(async (edge, events) => {
        const repeats = await Promise.all(Array.from({ length: 50 }, () => edge.send(good)));
        assert.ok(repeats.every(({ status }) => status === 200));
        assert.equal((await events.list({}, { limit: 5 })).items.length, 1);
      }),
    );

    runner.it('answers 503 when the store fails or hangs', async () => {
      const memory = createMemoryRecordStore();
      const failing = { ...memory, insert: () => Promise.reject(new Error('down')) };
      await using(async (edge) => assert.equal((await edge.send(good)).status, 503), failing);
      const hanging = { ...memory, insert: () => new Promise<never>(() => {}) };
      await using(async (edge) => assert.equal((await edge.send(good)).status, 503), hanging, 20);
    });

    runner.it('answers GET /healthz', () =>
      using(async (edge) => {
        const response = await edge.send({ ...good, method: 'GET', path: '/healthz', query: '', body: '' });
        assert.deepEqual([response.status, JSON.parse(response.body)], [200, { status: 'ok' }]);
      }),
    );
  });
}

function request(message: object, change: Parameters<typeof signCallback>[1] = {}): EdgeRequest {
  const { query, body } = signCallback(message, change);
  const headers = { 'content-type': 'application/json' };
  return { method: 'POST', path: '/v1/dingtalk', query: queryOf(query), headers, body };
}

function queryOf(query: object): string {
  return new URLSearchParams(Object.entries(query)).toString();
}

function headerOf({ headers }: EdgeResponse, name: string): string {
  return Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1] ?? '';
}
