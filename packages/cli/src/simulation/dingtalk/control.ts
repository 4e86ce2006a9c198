import { isJsonObject, type JsonObject, parseJsonObject } from '@dinghub/core';
import type { EventOutcome } from '@dinghub/simulator';
import { createSend, type Send } from '../../api/exchange';
import { isLoopbackHost } from '../../dingtalk/origins';
import { CliError } from '../../failure';
import { beginning } from '../../format';
import { both, type Tell } from '../../told';

/** Where `dinghub simulate dingtalk` is unless it is told otherwise. */
export const DEFAULT_PORT = 8789;

/** A push takes as long as its retries wait; nobody waits longer for them than this. */
const TIMEOUT_MS = 3_600_000;

/** Commands to a simulated DingTalk on this machine. */
export interface Control {
  apps(): Promise<readonly SimulatedApp[]>;
  /** @throws CliError when there is no simulator, or it does not take the command */
  push(command: JsonObject): Promise<EventOutcome>;
  /** @throws CliError */
  suite(command: JsonObject): Promise<EventOutcome>;
  /** @throws CliError */
  addFault(fault: JsonObject): Promise<JsonObject>;
  /** @throws CliError */
  clearFaults(): Promise<void>;
}

/** An application that a simulated DingTalk plays. */
export interface SimulatedApp {
  readonly appKey: string;
  readonly corpId: string;
  /** What is registered by API. */
  readonly callback?: { readonly url: string; readonly tags: readonly string[] };
  /** Only of a third-party application: who has authorised it. */
  readonly organisations?: readonly string[];
  /** How many events wait on the failed list, or how many failed records of a third-party application are not confirmed. */
  readonly waiting: number;
}

/** The port that is asked for; else that of the environment's endpoint, where it is on this machine; else the default. */
export function portOf(given: number | undefined, endpoint: string | undefined): number {
  if (given !== undefined) return given;
  const url = endpoint !== undefined && URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  const isHere = url?.protocol === 'http:' && isLoopbackHost(url.hostname) && url.port !== '';
  return isHere ? Number(url.port) : DEFAULT_PORT;
}

/** Creates a client. */
export function createControl(options: { readonly port: number; readonly tell: Tell; readonly send?: Send }): Control {
  const { port, tell, send = createSend({ timeoutMs: TIMEOUT_MS }) } = options;
  const origin = `http://127.0.0.1:${port}`;

  async function call(method: 'GET' | 'POST' | 'DELETE', name: string, body?: JsonObject): Promise<JsonObject> {
    const exchange = await send({
      method,
      url: `${origin}/_simulator/${name}`,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (exchange.kind === 'none') throw new CliError(tell(noSimulator(origin)), undefined, 'no_simulator');
    const answer = parseJsonObject(exchange.text);
    if (exchange.status === 200 && answer !== undefined) return answer;
    const error = typeof answer?.error === 'string' ? beginning(answer.error, 200) : undefined;
    throw new CliError(error ?? tell(noSimulator(origin)));
  }

  const outcome = async (name: string, command: JsonObject) =>
    (await call('POST', name, command)) as unknown as EventOutcome;

  return {
    async apps() {
      const { items } = await call('GET', 'apps');
      return (Array.isArray(items) ? items : []).filter(isJsonObject).map((item) => item as unknown as SimulatedApp);
    },
    push: (command) => outcome('push', command),
    suite: (command) => outcome('suite', command),
    addFault: (fault) => call('POST', 'faults', fault),
    async clearFaults() {
      await call('DELETE', 'faults');
    },
  };
}

const noSimulator = (origin: string) =>
  both(
    `There is no simulated DingTalk at ${origin}. Start one with \`dinghub simulate dingtalk\`, or name its port with --port.`,
    `${origin} 没有模拟的钉钉。请先运行 \`dinghub simulate dingtalk\`，或用 --port 指定端口。`,
  );
