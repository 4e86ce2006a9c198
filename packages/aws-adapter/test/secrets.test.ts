import { createServer, type IncomingHttpHeaders } from 'node:http';
import { json } from 'node:stream/consumers';
import { ConfigError, type LogFields, silentLogger } from '@dinghub/core';
import { listenLocally } from '@dinghub/testkit';
import { createSecretCache, resolveSecrets } from '../src/secrets';
import { createParameterFetcher } from '../src/ssm-parameters';
import { localClient } from './dynalite';

const MINUTE = 60_000;
const settle = () => new Promise((resolve) => setImmediate(resolve));

/** A function of Lambda: whatever waits for time to pass goes on only while an invocation runs. Between two, nothing does. */
function setUp({ loadMs = 0 } = {}) {
  const state = { now: 1_000_000, loads: 0, loadMs, down: false, warnings: [] as LogFields[] };
  let timers: { readonly at: number; readonly run: () => void }[] = [];
  const after = (ms: number, run: () => void) => {
    const timer = { at: state.now + ms, run };
    timers.push(timer);
    return () => {
      timers = timers.filter((other) => other !== timer);
    };
  };
  const load = async () => {
    const version = ++state.loads;
    await new Promise<void>((resolve) => void after(state.loadMs, resolve));
    if (state.down) throw Object.assign(new Error('s3cret'), { code: 'ECONNREFUSED' });
    return version;
  };
  const logger = { ...silentLogger, warn: (_: string, fields: LogFields = {}) => void state.warnings.push(fields) };
  const cached = createSecretCache({ load, clock: () => state.now, logger, after });

  /** Runs until there is an answer, and not a moment longer. */
  async function get(): Promise<{ readonly value: number; readonly tookMs: number }> {
    const startedAt = state.now;
    let answered = false;
    const answer = cached().finally(() => {
      answered = true;
    });
    answer.catch(() => {});
    for (await settle(); !answered; await settle()) {
      const [next] = timers.sort((a, b) => a.at - b.at);
      if (next === undefined) throw new Error('It waits for nothing.');
      timers = timers.filter((timer) => timer !== next);
      state.now = Math.max(state.now, next.at);
      next.run();
    }
    return { value: await answer, tookMs: state.now - startedAt };
  }
  return { state, get };
}

describe('the cache of secrets', () => {
  it('loads once for many concurrent callers, and not again for five minutes', async () => {
    const { state, get } = setUp();
    await Promise.all([get(), get(), get()]);
    state.now += 5 * MINUTE - 1;
    expect([(await get()).value, state.loads]).toEqual([1, 1]);
  });

  it('has rotated secrets after five minutes, though Lambda freezes it between two calls', async () => {
    const { state, get } = setUp({ loadMs: 80 });
    expect(await get()).toEqual({ value: 1, tookMs: 80 });
    state.now += 5 * MINUTE;
    expect(await get()).toEqual({ value: 2, tookMs: 80 });
    expect(await get()).toEqual({ value: 2, tookMs: 0 });
  });

  it('waits 300 ms for them, then answers with the old ones and goes on in the next calls', async () => {
    const { state, get } = setUp({ loadMs: 700 });
    await get();
    state.now += 5 * MINUTE;
    expect(await get()).toEqual({ value: 1, tookMs: 300 });
    expect(await get()).toEqual({ value: 1, tookMs: 300 });
    expect(await get()).toEqual({ value: 2, tookMs: 100 });
    expect(state.loads).toBe(2);
  });

  it('serves the old value for as long as SSM is down, and makes only some calls wait for it', async () => {
    const { state, get } = setUp({ loadMs: 100 });
    await get();
    state.down = true;
    state.now += 60 * MINUTE;
    const answers = [await get(), await get(), await get()];
    expect(answers).toEqual([
      { value: 1, tookMs: 100 },
      { value: 1, tookMs: 0 },
      { value: 1, tookMs: 0 },
    ]);
    expect(state.warnings).toEqual([{ error: 'Error:ECONNREFUSED' }]);
    state.down = false;
    state.now += 10_000;
    expect((await get()).value).toBe(3);
  });

  it('fails while there has never been a value, and recovers at the next call', async () => {
    const { state, get } = setUp();
    state.down = true;
    await expect(get()).rejects.toThrow('s3cret');
    state.down = false;
    expect((await get()).value).toBe(2);
  });

  it('refreshes when the clock has gone back', async () => {
    const { state, get } = setUp();
    await get();
    state.now = 0;
    expect((await get()).value).toBe(2);
  });
});

describe('the parameters of SSM', () => {
  type Answer = (names: readonly string[]) => readonly [status: number, body: object];

  /** SSM on a socket; gives what the fetcher made of its answers, and the headers of every try. */
  async function fetchFrom(answer: Answer) {
    const tries: IncomingHttpHeaders[] = [];
    const server = createServer(async (request, response) => {
      tries.push(request.headers);
      const { Names } = (await json(request)) as { Names: string[] };
      const [status, body] = answer(Names);
      response.writeHead(status).end(JSON.stringify(body));
    });
    const { url: endpoint, close } = await listenLocally(server);
    const client = localClient(endpoint);
    const outcome = await createParameterFetcher({ client, endpoint })(['/a', '/b']).catch((error: unknown) => error);
    client.destroy();
    await close();
    return { outcome, tries };
  }

  it('come decrypted, by name', async () => {
    const { outcome } = await fetchFrom((names) => [
      200,
      { Parameters: names.map((Name) => ({ Name, Value: `of ${Name}` })) },
    ]);
    expect(outcome).toEqual(
      new Map([
        ['/a', 'of /a'],
        ['/b', 'of /b'],
      ]),
    );
  });

  it('that do not exist are named, each as a problem of the configuration', async () => {
    const { outcome } = await fetchFrom(() => [200, { Parameters: [], InvalidParameters: ['/a', '/b'] }]);
    expect(outcome).toBeInstanceOf(ConfigError);
    const { problems } = outcome as ConfigError;
    expect(problems.map((problem) => problem.split(':')[0])).toEqual(['/a', '/b']);
  });

  it('that are refused give SSM’s own word for why', async () => {
    const { outcome } = await fetchFrom(() => [
      400,
      { __type: 'com.amazonaws.ssm#AccessDeniedException', message: 's3cret' },
    ]);
    expect(outcome).toMatchObject({ name: 'ParametersRefused', code: 'AccessDeniedException' });
    expect(String(outcome)).not.toContain('s3cret');
  });

  it('are asked for again with a signature of that moment: the function may have been frozen in between', async () => {
    // All but the date.
    jest.useFakeTimers({
      now: 1_763_900_000_000,
      doNotFake: ['hrtime', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate', 'setInterval', 'setTimeout'],
    });
    try {
      const { outcome, tries } = await fetchFrom(() => {
        jest.setSystemTime(Date.now() + 20 * MINUTE);
        return Date.now() < 1_763_900_000_000 + 30 * MINUTE ? [500, {}] : [200, { Parameters: [] }];
      });
      expect(outcome).toEqual(new Map());
      expect(tries.map((headers) => headers['x-amz-date'])).toEqual(['20251123T121320Z', '20251123T123320Z']);
      expect(new Set(tries.map(({ authorization }) => authorization)).size).toBe(2);
    } finally {
      jest.useRealTimers();
    }
  });
});

describe('resolveSecrets', () => {
  it('replaces names by values, each name fetched once, and leaves the rest', async () => {
    const fetched: (readonly string[])[] = [];
    const env = { DINGTALK_TOKEN: '/t', DINGTALK_AES_KEY: '/t', HOME: '/h' };
    const resolved = await resolveSecrets(env, async (names) => {
      fetched.push(names);
      return new Map([['/t', 'value']]);
    });
    expect(resolved).toEqual({ DINGTALK_TOKEN: 'value', DINGTALK_AES_KEY: 'value', HOME: '/h' });
    expect(fetched).toEqual([['/t']]);
  });
});
