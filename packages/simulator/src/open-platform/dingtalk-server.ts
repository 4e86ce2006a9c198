import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { originRefusalOf } from '../control-request';
import { createPost, type Post } from '../post';
import { sampleEvent } from '../sample-events';
import { oapiError } from './answers';
import { createCallHandler } from './call-handler';
import { type CallRecord, createCallLog } from './call-log';
import { CONTROL_PREFIX, createControlApi } from './control-api';
import { createDingTalk, type DingTalk, type DingTalkOptions } from './dingtalk';
import { createFaults, type Faults } from './faults';
import { createIpBan, IP_LIMIT, type IpLimit } from './request-limits';
import { type WireAnswer, writeAnswer } from './wire-answer';

/** How DingTalk behaves, and where. */
export interface DingTalkServerOptions extends DingTalkOptions {
  /** On 127.0.0.1. @default any that is free */
  readonly port?: number;
  /** @default DingTalk's: 10 000 requests in 20 s, else five minutes without */
  readonly ipLimit?: IpLimit;
  /** Told of each call of an API, once it is answered. */
  readonly onCall?: (call: CallRecord) => void;
}

/** An open platform that can be called, at one address in place of both oapi.dingtalk.com and api.dingtalk.com. */
export interface DingTalkServer extends DingTalk {
  readonly url: string;
  /** What goes wrong with the next calls. */
  readonly faults: Faults;
  /** The latest 1000 calls. */
  calls(): readonly CallRecord[];
  /** Ends what is in flight; pushes that wait for a retry are given up. */
  close(): Promise<void>;
}

const REQUEST_TIMEOUT_MS = 10_000;

/**
 * Serves DingTalk's APIs on 127.0.0.1, and commands for scripts below `/_simulator/`: for every program of this machine, and for no
 * web page.
 * @example
 * const { url, push } = await startDingTalkServer({ apps, clock: Date.now, random: randomBytes, sleep });
 * // register a callback at `${url}/call_back/register_call_back`, then:
 * await push(appKey, sampleEvent('user_add_org', { clock, random, corpId }));
 */
export async function startDingTalkServer(options: DingTalkServerOptions): Promise<DingTalkServer> {
  const { clock, random, port = 0, ipLimit = IP_LIMIT } = options;
  let isClosed = false;
  const client = createPost();
  const post: Post = async (...request) =>
    isClosed ? { kind: 'no_answer', reason: 'connection', detail: 'closed' } : client(...request);

  const { api, ...dingTalk } = createDingTalk({ ...options, post });
  const faults = createFaults();
  const calls = createCallLog(clock, options.onCall);
  const handleCall = createCallHandler({
    api,
    faults,
    calls,
    isBanned: createIpBan(ipLimit, clock),
    requestId: () => Buffer.from(random(8)).toString('hex'),
  });
  const handleCommand = createControlApi({
    dingTalk: { ...dingTalk, faults, calls: calls.list },
    complete: (type, corpId) => sampleEvent(type, { clock, random, corpId }),
  });

  async function answer(request: IncomingMessage): Promise<WireAnswer> {
    const refusal = originRefusalOf(request);
    if (!refusal && !request.url?.startsWith(CONTROL_PREFIX)) return handleCall(request);
    const [status, body] = refusal ?? (await handleCommand(request));
    return { kind: 'json', answer: { status, body } };
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const busy: WireAnswer = { kind: 'json', answer: oapiError(-1) };
    writeAnswer(response, await answer(request).catch(() => busy));
  }

  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS }, (request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');

  return {
    ...dingTalk,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    faults,
    calls: calls.list,
    async close() {
      isClosed = true;
      client.close();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
