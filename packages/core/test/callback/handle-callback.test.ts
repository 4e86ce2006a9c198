import {
  type App,
  type CallbackOptions,
  type CallbackRequest,
  ConfigError,
  createCallbackHandler,
  createEventLog,
  decodeAesKey,
  type JsonObject,
  openEnvelope,
  type RecordStore,
  StoreRejected,
  StoreUnavailable,
  sealEnvelope,
  sign,
  silentLogger,
} from '../../src/index';
import { createSightings } from '../../src/sightings/index';
import { createMemoryRecordStore } from '../../src/storage/memory-record-store';

const NOW = 1_763_900_000_000;
const random = (size: number) => new Uint8Array(size).fill(9);
const oldPair = { token: 'old-token', aesKey: decodeAesKey('a'.repeat(43)) };
const newPair = { token: 'new-token', aesKey: decodeAesKey('b'.repeat(43)) };
const app: App = { name: 'default', credentials: [newPair, oldPair], ownerKeys: ['dingowner', 'dingcorp'] };

function signed(
  message: string,
  {
    pair = newPair,
    ownerKey = 'dingowner',
    ...change
  }: { pair?: typeof oldPair; ownerKey?: string } & Partial<CallbackRequest> = {},
): CallbackRequest {
  const encrypt = sealEnvelope({ aesKey: pair.aesKey, random, ownerKey, message });
  const timestamp = '1763899999999';
  const nonce = 'aB3dE6gH';
  const signature = sign({ token: pair.token, timestamp, nonce, encrypt });
  const query = { signature, timestamp, nonce };
  return {
    method: 'POST',
    path: '/v1/dingtalk',
    query,
    body: JSON.stringify({ encrypt }),
    requestId: 'req-1',
    ...change,
  };
}

function setUp(options: Partial<CallbackOptions> = {}, store: RecordStore = createMemoryRecordStore()) {
  const events = createEventLog({ store, clock: () => NOW, retentionDays: 30 });
  const lines: string[] = [];
  const line = (code: string, fields: object = {}) => void lines.push(JSON.stringify({ code, ...fields }));
  const logger = { debug: line, info: line, warn: line, error: line };
  const handle = createCallbackHandler({
    apps: async () => [app],
    events,
    clock: () => NOW,
    random,
    logger,
    ...options,
  });
  return { handle, events, lines };
}

const body =
  '{"EventType":"user_add_org","CorpId":"dingcorp","UserId":["u1"],"TimeStamp":"1763899999000","eventId":"e-1"}';
const codeOf = (response: { body: string }) => (JSON.parse(response.body) as { error?: { code: string } }).error?.code;

describe('a signed callback', () => {
  it('is stored, then answered with a success sealed by the credential and owner key that matched', async () => {
    const { handle, events } = setUp();
    const response = await handle(signed(body, { pair: oldPair, ownerKey: 'dingcorp' }));
    expect(response.status).toBe(200);
    const reply = JSON.parse(response.body) as Record<string, string>;
    expect(Object.keys(reply).sort()).toEqual(['encrypt', 'msg_signature', 'nonce', 'timeStamp']);
    const { encrypt = '', timeStamp = '', nonce = '', msg_signature } = reply;
    expect(sign({ token: oldPair.token, timestamp: timeStamp, nonce, encrypt })).toBe(msg_signature);
    expect(openEnvelope({ aesKey: oldPair.aesKey, encrypt, accepts: (key) => key === 'dingcorp' }).message).toBe(
      'success',
    );
    expect((await events.get('e-1'))?.event).toMatchObject({
      type: 'user_add_org',
      app: 'default',
      data: JSON.parse(body) as JsonObject,
    });
  });

  it('is one event however often and however concurrently it comes', async () => {
    const { handle, events } = setUp();
    const responses = await Promise.all(Array.from({ length: 50 }, () => handle(signed(body))));
    expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([200]));
    expect((await events.list({}, { limit: 10 })).items).toHaveLength(1);
  });

  it('opens with the right AES key when only the AES key rotates', async () => {
    const pairs = [{ ...newPair, aesKey: oldPair.aesKey }, newPair];
    const { handle } = setUp({ apps: async () => [{ ...app, credentials: pairs }] });
    expect((await handle(signed(body))).status).toBe(200);
  });

  it('may call its query msg_signature and timeStamp, and may hold both signatures', async () => {
    const { handle } = setUp();
    const request = signed(body);
    const { signature = '', timestamp = '', nonce = '' } = request.query;
    expect(
      (await handle({ ...request, query: { msg_signature: signature, timeStamp: timestamp, nonce } })).status,
    ).toBe(200);
    expect(
      (await handle({ ...request, query: { signature: 'stale', msg_signature: signature, timestamp, nonce } })).status,
    ).toBe(200);
  });

  it('reaches a named app by its path, and the only app by the bare path', async () => {
    const { handle } = setUp({ apps: async () => [{ ...app, name: 'hr' }] });
    expect((await handle(signed(body, { path: '/v1/dingtalk/hr' }))).status).toBe(200);
    expect((await handle(signed(body))).status).toBe(200);
    expect(codeOf(await handle(signed(body, { path: '/v1/dingtalk/it' })))).toBe('unknown_app');
  });

  it.each<[string, (base64: string) => string]>([
    ['Python’s encodebytes', (base64) => base64.replace(/.{76}/g, '$&\n').concat('\n')],
    ['Ruby’s encode64', (base64) => base64.replace(/.{60}/g, '$&\n').concat('\n')],
    ['a library that writes lines as mail has them', (base64) => base64.replace(/.{64}/g, '$&\r\n')],
  ])('may be broken into lines, as by %s: they are signed, and are no part of the ciphertext', async (_, broken) => {
    const { handle, events } = setUp();
    const request = signed(body);
    const { encrypt } = JSON.parse(String(request.body)) as { encrypt: string };
    const lines = broken(encrypt);
    const { timestamp = '', nonce = '' } = request.query;
    const signature = sign({ token: newPair.token, timestamp, nonce, encrypt: lines });
    const sent = { ...request, query: { ...request.query, signature }, body: JSON.stringify({ encrypt: lines }) };
    expect((await handle(sent)).status).toBe(200);
    expect((await events.get('e-1'))?.event.type).toBe('user_add_org');
    expect(codeOf(await handle({ ...sent, query: request.query }))).toBe('signature_mismatch');
  });

  it('of a URL check is answered and not stored', async () => {
    const { handle, events } = setUp();
    expect((await handle(signed('{"EventType":"check_url"}'))).status).toBe(200);
    expect((await events.list({}, { limit: 10 })).items).toEqual([]);
  });

  it('of a suite check is answered with its Random value where the deployment says so', async () => {
    const message = '{"EventType":"check_create_suite_url","Random":"r4nd0m"}';
    const answers = await Promise.all(
      (['success', 'random'] as const).map(async (suiteCheckReply) => {
        const { handle } = setUp({ suiteCheckReply });
        const { encrypt } = JSON.parse((await handle(signed(message))).body) as { encrypt: string };
        return openEnvelope({ aesKey: newPair.aesKey, encrypt, accepts: () => true }).message;
      }),
    );
    expect(answers).toEqual(['success', 'r4nd0m']);
  });
});

describe('what is refused', () => {
  const request = signed(body);
  const withQuery = (query: Record<string, string>) => ({ ...request, query: { ...request.query, ...query } });
  it.each<[string, CallbackRequest, number, string]>([
    ['an unknown path', { ...request, path: '/' }, 404, 'not_found'],
    ['a path below an app', { ...request, path: '/v1/dingtalk/a/b' }, 404, 'not_found'],
    ['a path with broken encoding', { ...request, path: '/v1/dingtalk/%zz' }, 404, 'not_found'],
    ['a name of an object method as app', { ...request, path: '/v1/dingtalk/constructor' }, 404, 'unknown_app'],
    ['GET', { ...request, method: 'GET' }, 405, 'method_not_allowed'],
    ['1 MiB and a byte', { ...request, body: 'x'.repeat(1024 * 1024 + 1) }, 413, 'body_too_large'],
    ['1 MiB and a byte, in bytes', { ...request, body: Buffer.alloc(1024 * 1024 + 1) }, 413, 'body_too_large'],
    ['Chinese text that is over 1 MiB in bytes', { ...request, body: '中'.repeat(400_000) }, 413, 'body_too_large'],
    ['an empty body', { ...request, body: '' }, 400, 'malformed_request'],
    ['a body that is not JSON', { ...request, body: '{' }, 400, 'malformed_request'],
    ['a body that is not an object', { ...request, body: '["encrypt"]' }, 400, 'malformed_request'],
    ['a body without encrypt', { ...request, body: '{}' }, 400, 'malformed_request'],
    ['plaintext JSON', { ...request, body }, 400, 'malformed_request'],
    ['an encrypt that is not text', { ...request, body: '{"encrypt":{"a":1}}' }, 400, 'malformed_request'],
    ['an encrypt that is not base64', { ...request, body: '{"encrypt":"#"}' }, 400, 'malformed_request'],
    [
      '1 MiB of texts that never end',
      { ...request, body: `1234567890123456${'"\\'.repeat(500_000)}` },
      400,
      'malformed_request',
    ],
    ['1 MiB of open brackets', { ...request, body: '['.repeat(1_048_576) }, 400, 'malformed_request'],
    ['an encrypt of line breaks alone', { ...request, body: '{"encrypt":"\\r\\n"}' }, 400, 'malformed_request'],
    ['an encrypt with a blank in it', { ...request, body: '{"encrypt":"AA AA"}' }, 400, 'malformed_request'],
    ['no signature', withQuery({ signature: '' }), 400, 'malformed_request'],
    ['no timestamp', withQuery({ timestamp: '' }), 400, 'malformed_request'],
    ['no nonce', withQuery({ nonce: '' }), 400, 'malformed_request'],
    ['a wrong signature', withQuery({ signature: '0'.repeat(40) }), 401, 'signature_mismatch'],
    ['a signature of another length', withQuery({ signature: 'é' }), 401, 'signature_mismatch'],
    ['another timestamp than the signed one', withQuery({ timestamp: '1' }), 401, 'signature_mismatch'],
    [
      'a right signature hidden behind a wrong msg_signature',
      withQuery({ msg_signature: 'x' }),
      401,
      'signature_mismatch',
    ],
    [
      'another AES key',
      signed(body, { pair: { ...newPair, aesKey: decodeAesKey('c'.repeat(43)) } }),
      403,
      'envelope_rejected',
    ],
    ['another owner key', signed(body, { ownerKey: 'dingother' }), 403, 'envelope_rejected'],
    ['a prefix of the owner key', signed(body, { ownerKey: 'dingowne' }), 403, 'envelope_rejected'],
    ['an extension of the owner key', signed(body, { ownerKey: 'dingowner1' }), 403, 'envelope_rejected'],
    ['an empty owner key', signed(body, { ownerKey: '' }), 403, 'envelope_rejected'],
    ['a sealed text that is not a JSON object', signed('[1]'), 403, 'envelope_rejected'],
    ['a sealed text of open brackets', signed('['.repeat(700_000)), 403, 'envelope_rejected'],
  ])('%s', async (_, hostile, status, code) => {
    const { handle, events, lines } = setUp();
    const response = await handle(hostile);
    expect([response.status, codeOf(response)]).toEqual([status, code]);
    expect(Object.keys((JSON.parse(response.body) as { error: object }).error)).toEqual([
      'code',
      'message',
      'requestId',
    ]);
    expect(lines.some((line) => line.includes('callback_refused'))).toBe(true);
    expect((await events.list({}, { limit: 10 })).items).toEqual([]);
    if (status === 405) expect(response.headers.allow).toBe('POST');
  });

  it('1 MiB exactly is not too large', async () => {
    const response = await setUp().handle({ ...request, body: 'x'.repeat(1024 * 1024) });
    expect(codeOf(response)).toBe('malformed_request');
  });

  it('an empty owner key even when the app would learn any', async () => {
    const learnOwnerKey = jest.fn(() => true);
    const { handle } = setUp({ apps: async () => [{ ...app, ownerKeys: [], learnOwnerKey }] });
    expect((await handle(signed(body, { ownerKey: '' }))).status).toBe(403);
    expect(learnOwnerKey).not.toHaveBeenCalled();
    expect((await handle(signed(body, { ownerKey: 'dingfirst' }))).status).toBe(200);
    expect(learnOwnerKey).toHaveBeenCalledWith('dingfirst');
  });
});

describe('a store that fails', () => {
  const failing = (insert: RecordStore['insert']): RecordStore => ({ ...createMemoryRecordStore(), insert });

  it.each([
    ['is unavailable', () => Promise.reject(new StoreUnavailable('down'))],
    ['refuses', () => Promise.reject(new StoreRejected('no'))],
    ['has a bug', () => Promise.reject(new TypeError('oops'))],
    [
      'throws at once',
      () => {
        throw new TypeError('oops');
      },
    ],
  ])('and %s gives 503 and no success', async (_, insert) => {
    const { handle } = setUp({}, failing(insert));
    const response = await handle(signed(body));
    expect([response.status, codeOf(response)]).toEqual([503, 'store_unavailable']);
  });

  it('by hanging gives 503 at the deadline, and at the platform’s own limit less a reserve if that is sooner', async () => {
    const waits: number[] = [];
    const after = (ms: number, run: () => void) => {
      waits.push(ms);
      setImmediate(run);
      return () => {};
    };
    const { handle } = setUp(
      { after, deadlineMs: 900 },
      failing(() => new Promise(() => {})),
    );
    expect((await handle(signed(body))).status).toBe(503);
    expect((await handle(signed(body, { remainingMs: 400 }))).status).toBe(503);
    expect((await handle(signed(body, { remainingMs: 0 }))).status).toBe(503);
    expect(waits).toEqual([900, 300, 0]);
  });

  it('after it has stored gives 503, and the repeat gives success and no second event', async () => {
    const memory = createMemoryRecordStore();
    let calls = 0;
    const store: RecordStore = {
      ...memory,
      insert: async (record) => {
        const outcome = await memory.insert(record);
        if (calls++ === 0) throw new StoreUnavailable('the answer got lost');
        return outcome;
      },
    };
    const { handle, events } = setUp({}, store);
    expect((await handle(signed(body))).status).toBe(503);
    expect((await handle(signed(body))).status).toBe(200);
    expect((await events.list({}, { limit: 10 })).items).toHaveLength(1);
  });

  it('for one row of an envelope with several gives 503: a success covers all of them', async () => {
    const memory = createMemoryRecordStore();
    let calls = 0;
    const store = failing((record) =>
      calls++ === 1 ? Promise.reject(new StoreUnavailable('down')) : memory.insert(record),
    );
    const row = (id: string) => ({
      biz_type: 13,
      biz_id: id,
      corp_id: 'dingcorp',
      biz_data: '{"syncAction":"user_add_org"}',
    });
    const message = JSON.stringify({ EventType: 'SYNC_HTTP_PUSH_HIGH', bizData: [row('1'), row('2'), row('3')] });
    const { handle } = setUp({}, store);
    expect((await handle(signed(message))).status).toBe(503);
    expect((await handle(signed(message))).status).toBe(200);
    expect(calls).toBe(6);
  });

  it('gives 503 when the configuration cannot be loaded, and works when it can again', async () => {
    let down = true;
    const { handle } = setUp({ apps: async () => (down ? Promise.reject(new Error('SSM')) : [app]) });
    expect((await handle(signed(body))).status).toBe(503);
    down = false;
    expect((await handle(signed(body))).status).toBe(200);
  });

  it.each<[string, unknown, object]>([
    [
      'every problem of the configuration',
      new ConfigError(['/dinghub/token: SSM has no such parameter.', 'DINGTALK_AES_KEY: missing.']),
      {
        error: 'ConfigError:invalid_configuration',
        problems: '/dinghub/token: SSM has no such parameter. DINGTALK_AES_KEY: missing.',
      },
    ],
    [
      'the code of an error and of its cause, and no message',
      new StoreUnavailable('s3cret', { cause: Object.assign(new Error('s3cret'), { code: 'ECONNRESET' }) }),
      { error: 'StoreUnavailable:store_unavailable', cause: 'Error:ECONNRESET' },
    ],
    ['the kind of what is no error', 's3cret', { error: 'string' }],
  ])('or a configuration tells the log %s', async (_, failure, expected) => {
    const { handle, lines } = setUp({ apps: () => Promise.reject(failure) });
    await handle(signed(body));
    expect(lines.map((line) => JSON.parse(line) as object)).toEqual([
      { code: 'apps_unavailable', requestId: 'req-1', ...expected },
    ]);
  });

  it('to keep an owner key that is to be learnt gives 503, and accepts nothing', async () => {
    let full = true;
    const learnOwnerKey = () => {
      if (full) throw Object.assign(new Error('s3cret'), { code: 'EACCES' });
      return true;
    };
    const { handle, events, lines } = setUp({ apps: async () => [{ ...app, ownerKeys: [], learnOwnerKey }] });
    expect(codeOf(await handle(signed(body)))).toBe('store_unavailable');
    expect((await events.list({}, { limit: 1 })).items).toEqual([]);
    expect(lines.join()).toMatch(/"callback_failed".*"Error:EACCES"/);
    expect(lines.join()).not.toContain('s3cret');
    full = false;
    expect((await handle(signed(body))).status).toBe(200);
  });
});

describe('what is remembered about the configuration', () => {
  const rotating = { ...app, credentials: [newPair, oldPair] };
  const stranger = signed(body, { ownerKey: 'dingstranger' });
  const hostile: [string, string][] = [
    ['of another app', 'dingstranger'],
    ['that is empty', ''],
    ['of 700 kB', 'x'.repeat(700_000)],
    ['of control characters', '\u0000\u001b[2J\u202e'],
  ];

  it.each(hostile)('is an owner key %s: the answer is 403 as ever', async (_, ownerKey) => {
    const seen: [App, string][] = [];
    const sightings = { refused: async (...what: [App, string]) => void seen.push(what), used: jest.fn() };
    const { handle, lines } = setUp({ sightings });
    const response = await handle(signed(body, { ownerKey }));
    expect([response, codeOf(response)]).toMatchObject([{ status: 403 }, 'envelope_rejected']);
    expect(seen).toEqual([[app, ownerKey]]);
    expect(sightings.used).not.toHaveBeenCalled();
    expect(lines).toEqual([expect.stringMatching(/"callback_refused".*"reason":"owner_key_mismatch"/)]);
  });

  it.each<[string, CallbackRequest]>([
    ['a wrong signature', { ...stranger, query: { ...stranger.query, signature: '0' } }],
    ['another AES key', signed(body, { pair: { ...newPair, aesKey: decodeAesKey('c'.repeat(43)) } })],
    ['an accepted owner key and no JSON', signed('[1]')],
    ['no envelope', { ...stranger, body: '{}' }],
  ])('is nothing of what comes with %s', async (_, request) => {
    const sightings = { refused: jest.fn(), used: jest.fn() };
    expect((await setUp({ sightings }).handle(request)).status).toBeGreaterThanOrEqual(400);
    expect(sightings.refused).not.toHaveBeenCalled();
    expect(sightings.used).not.toHaveBeenCalled();
  });

  it('is an owner key also where the other credential of one token does not open the envelope: the log says which reason', async () => {
    const pairs = [newPair, { ...newPair, aesKey: oldPair.aesKey }];
    const sightings = { refused: jest.fn(), used: jest.fn() };
    for (const credentials of [pairs, [...pairs].reverse()]) {
      const { handle, lines } = setUp({ sightings, apps: async () => [{ ...app, credentials }] });
      expect((await handle(stranger)).status).toBe(403);
      expect(lines.join()).toContain('"owner_key_mismatch"');
    }
    expect(sightings.refused).toHaveBeenCalledTimes(2);
  });

  it('is with which credential an event came, not a URL check, which anybody with the credentials sends', async () => {
    const seen: unknown[] = [];
    const sightings = { refused: jest.fn(), used: async (...what: unknown[]) => void seen.push(what) };
    const { handle } = setUp({ sightings, apps: async () => [rotating] });
    await handle(signed('{"EventType":"check_url"}'));
    expect(seen).toEqual([]);
    await handle(signed(body, { pair: oldPair, ownerKey: 'dingcorp' }));
    expect(seen).toEqual([[rotating, oldPair, 'dingcorp']]);
  });

  it('is noted while the event is being stored, not before or after', async () => {
    const order: string[] = [];
    const sightings = {
      refused: jest.fn(),
      async used() {
        order.push('noting');
        await new Promise(setImmediate);
        order.push('noted');
      },
    };
    const append = async () => {
      order.push('storing');
      await new Promise(setImmediate);
      order.push('stored');
      return [{ id: 'e-1', outcome: 'inserted' as const }];
    };
    const { handle } = setUp({ sightings, events: { append } });
    expect((await handle(signed(body))).status).toBe(200);
    expect(order.slice(0, 2)).toEqual(['noting', 'storing']);
    expect(order.slice(2).sort()).toEqual(['noted', 'stored']);
  });

  it('makes no refusal a 503 and no success a 503 when remembering hangs: the deadline gives the answer that was known', async () => {
    const fire: (() => void)[] = [];
    const after = (_: number, run: () => void) => {
      fire.push(run);
      return () => {};
    };
    const hang = () => new Promise<never>(() => {});
    const { handle, events, lines } = setUp({ after, sightings: { refused: hang, used: hang } });
    const answers = [handle(stranger), handle(signed(body))];
    await new Promise((resolve) => setTimeout(resolve, 20));
    for (const run of fire) run();
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([403, 200]);
    expect(await events.get('e-1')).toBeDefined();
    expect(lines.join()).not.toContain('callback_deadline');
  });

  it('makes neither a 500 when remembering fails in a way that it must not', async () => {
    const fail = () => Promise.reject(new Error('bug'));
    const { handle } = setUp({ sightings: { refused: fail, used: fail } });
    expect([(await handle(stranger)).status, (await handle(signed(body))).status]).toEqual([403, 200]);
  });

  it('over a store that hangs costs 300 ms of the refusal, which is then the same', async () => {
    const store = { ...createMemoryRecordStore(), get: () => new Promise<never>(() => {}) };
    const waits: number[] = [];
    const after = (ms: number, run: () => void) => {
      waits.push(ms);
      setImmediate(run);
      return () => {};
    };
    const sightings = createSightings({ store, clock: () => NOW, logger: silentLogger, after });
    const { handle } = setUp({ sightings, apps: async () => [rotating] });
    expect([(await handle(stranger)).status, (await handle(signed(body))).status]).toEqual([403, 200]);
    expect(waits).toEqual([300, 300]);
  });

  it('over a store that fails changes no answer', async () => {
    const fail = () => Promise.reject(new StoreUnavailable('down'));
    const sightings = createSightings({
      store: { get: fail, insert: fail, replace: fail },
      clock: () => NOW,
      logger: silentLogger,
    });
    const { handle } = setUp({ sightings, apps: async () => [rotating] });
    expect([(await handle(stranger)).status, (await handle(signed(body))).status]).toEqual([403, 200]);
  });

  it('keeps nobody waiting who has one credential: one insert is all that the store is asked for', async () => {
    const memory = createMemoryRecordStore();
    const asked: string[] = [];
    const store = new Proxy(memory, {
      get: (target, name: keyof RecordStore) => {
        asked.push(name);
        return target[name];
      },
    });
    const sightings = createSightings({ store, clock: () => NOW, logger: silentLogger });
    const { handle } = setUp({ sightings, apps: async () => [{ ...app, credentials: [newPair] }] }, store);
    expect((await handle(signed(body))).status).toBe(200);
    expect(asked).toEqual(['insert']);
  });
});

describe('what leaks', () => {
  it('is nothing: neither the log nor an answer holds a token, a key, an owner key, a plaintext or a signature', async () => {
    const secret = 'p3rs0nal';
    const message = JSON.stringify({ EventType: 'user_add_org', UserId: [secret], Name: secret });
    const requests = [
      signed(message),
      signed(message, { ownerKey: secret }),
      signed(`{"${secret}`),
      signed(message, { pair: { ...newPair, aesKey: decodeAesKey('c'.repeat(43)) } }),
      { ...signed(message), body: secret },
      { ...signed(message), query: { signature: secret, timestamp: secret, nonce: secret } },
    ];
    const { handle, lines } = setUp();
    const failing = setUp({ events: { append: () => Promise.reject(new Error(secret)) } });
    for (const request of requests) {
      const answers = [await handle(request), await failing.handle(request)];
      for (const { body: text } of answers) expect(text).not.toContain(secret);
    }
    for (const line of [...lines, ...failing.lines]) {
      for (const word of [secret, 'new-token', 'old-token', 'dingowner', 'bbbbbb']) expect(line).not.toContain(word);
    }
  });
});

describe('/healthz', () => {
  it('answers without loading the apps or touching the store', async () => {
    const never = () => Promise.reject(new Error('touched'));
    const handle = createCallbackHandler({
      apps: never,
      events: { append: never },
      clock: () => NOW,
      random,
      logger: silentLogger,
    });
    expect((await handle({ ...signed(''), method: 'GET', path: '/healthz' })).status).toBe(200);
    expect((await handle({ ...signed(''), path: '/healthz' })).headers.allow).toBe('GET, HEAD');
  });
});
