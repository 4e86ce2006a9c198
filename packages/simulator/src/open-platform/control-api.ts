import type { IncomingMessage } from 'node:http';
import type { JsonObject } from '@dinghub/core';
import { isObject, type Reply, readObject, readText, refusalOf } from '../control-request';
import type { CallRecord } from './call-log';
import type { DingTalk } from './dingtalk';
import { type Faults, readFault } from './faults';
import { readSuiteCommand } from './suite-command';

/** Where commands to the simulator go, beside DingTalk's own APIs. */
export const CONTROL_PREFIX = '/_simulator/';

/** Each push in flight keeps its event, for 40 s when the hub is down. */
const MAX_IN_FLIGHT = 256;

const HELP =
  'POST push, POST suite, GET apps, GET failed?app=, GET calls, GET faults, POST faults, DELETE faults: all below /_simulator/';

/**
 * Commands for scripts of this machine; web pages are refused.
 * @param options.complete an event of a type for an organisation, for commands that name only the type
 */
export function createControlApi(options: {
  readonly dingTalk: DingTalk & { readonly faults: Faults; calls(): readonly CallRecord[] };
  readonly complete: (type: string, corpId: string) => JsonObject;
}): (request: IncomingMessage) => Promise<Reply> {
  const { dingTalk, complete } = options;
  const { faults } = dingTalk;
  let inFlight = 0;

  async function push(body: JsonObject): Promise<Reply> {
    const app = dingTalk.apps().find(({ appKey }) => appKey === body.app);
    const { event } = body;
    if (!app) return [404, { error: 'No such app.' }];
    if (!isObject(event) || typeof event.EventType !== 'string')
      return [400, { error: 'Expected {"app":"<appKey>","event":{"EventType":"…"}}.' }];
    const full = Object.keys(event).length === 1 ? complete(event.EventType, app.corpId) : event;
    return [200, await dingTalk.push(app.appKey, full)];
  }

  async function suite(body: JsonObject): Promise<Reply> {
    const suiteConsole = typeof body.app === 'string' ? dingTalk.suite(body.app) : undefined;
    if (!suiteConsole) return [404, { error: 'No such third-party app.' }];
    const command = readSuiteCommand(body);
    return command
      ? [200, await command(suiteConsole)]
      : [400, { error: 'Expected {"app":"<suiteKey>","action":"…"}.' }];
  }

  function addFault(body: JsonObject): Reply {
    const fault = readFault(body);
    if (!fault) return [400, { error: 'Expected {"path":"/…","times":1,"answer":{"kind":"code","code":90018}}.' }];
    faults.add(fault);
    return [200, { items: faults.list() }];
  }

  async function limited(run: () => Promise<Reply>): Promise<Reply> {
    if (inFlight >= MAX_IN_FLIGHT) return [503, { error: `${MAX_IN_FLIGHT} pushes are in flight.` }];
    inFlight++;
    return run().finally(() => inFlight--);
  }

  function read(name: string, appKey: string | null): Reply {
    if (name === 'apps') return [200, { items: dingTalk.apps() }];
    if (name === 'calls') return [200, { items: dingTalk.calls() }];
    if (name === 'faults') return [200, { items: faults.list() }];
    const failures = name === 'failed' ? dingTalk.failures(appKey ?? '') : undefined;
    return failures ? [200, { items: failures }] : [404, { error: HELP }];
  }

  return async (request) => {
    const refusal = refusalOf(request);
    if (refusal) return refusal;
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
    const name = pathname.slice(CONTROL_PREFIX.length);
    if (request.method === 'GET') return read(name, searchParams.get('app'));
    if (request.method === 'DELETE' && name === 'faults') {
      faults.clear();
      return [200, { items: [] }];
    }
    if (request.method !== 'POST' || !['push', 'suite', 'faults'].includes(name)) return [404, { error: HELP }];
    const text = await readText(request);
    if (text === undefined) return [413, { error: 'too large' }];
    const body = readObject(text);
    if (!body) return [400, { error: 'Expected a JSON object.' }];
    if (name === 'faults') return addFault(body);
    return limited(() => (name === 'push' ? push(body) : suite(body)));
  };
}
