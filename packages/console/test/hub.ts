import {
  type HubEvent,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type LogFields,
  type RecordStore,
} from '@dinghub/core';
import { createDispatch, type Dispatch, type HttpOutcome, type HttpRequest, type Task } from '@dinghub/core/dispatch';
import { createMemoryRecordStore } from '@dinghub/core/memory';
import { type AdminRequest, type AdminResponse, createAdminApi } from '../src/index';
import { problemsOf } from './conform';

export const TOKEN = 'correct-horse-battery-staple';
export const START = Date.parse('2026-11-23T08:00:00.000Z');
export const AES_KEY = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG';

/** An answer, parsed. `body` is whatever was answered: tests say what they expect of it. */
export interface Answered extends Pick<AdminResponse, 'status' | 'headers'> {
  readonly text: string;
  readonly body: JsonObject;
}

export interface CallOptions extends Partial<Omit<AdminRequest, 'method' | 'path' | 'body'>> {
  readonly json?: unknown;
  readonly body?: AdminRequest['body'];
}

/** A hub in memory with a clock that stands still, a queue that keeps its tasks and receivers that answer as told. */
export function createHub(
  options: { readonly token?: string | undefined; readonly dispatch?: Partial<Dispatch> } = {},
) {
  let now = START;
  let bytes = 0;
  const tasks: Task[] = [];
  const sent: HttpRequest[] = [];
  const log: { readonly code: string; readonly fields: LogFields }[] = [];
  const answers: string[] = [];
  let outcome: HttpOutcome = { kind: 'answer', status: 200, headers: {}, body: 'thanks', durationMs: 12.4 };
  let queueError: Error | undefined;

  const note = (code: string, fields: LogFields = {}) => void log.push({ code, fields });
  const logger = { debug: note, info: note, warn: note, error: note };
  const clock = () => now;
  const store: RecordStore = createMemoryRecordStore();
  const dispatch = createDispatch({
    store,
    queue: {
      maxDelayMs: 900_000,
      enqueue: async (more) => {
        if (queueError !== undefined) throw queueError;
        tasks.push(...more);
      },
    },
    send: async (request) => {
      sent.push(request);
      return outcome;
    },
    clock,
    // No two are the same.
    random: (size) => Uint8Array.from({ length: size }, () => (bytes = (bytes * 31 + 7) % 251)),
    logger,
    retentionDays: 180,
    subscriptionsMaxAgeMs: 0,
  });
  const token = 'token' in options ? options.token : TOKEN;
  const admin = createAdminApi({
    dispatch: { ...dispatch, ...options.dispatch },
    token,
    clock,
    logger,
    requestId: () => 'made-up',
  });

  async function call(method: string, target: string, given: CallOptions = {}): Promise<Answered> {
    const { json, ...rest } = given;
    const [path = '', ...query] = target.split('?');
    const response = await admin({
      method,
      path,
      rawQuery: query.join('?'),
      headers: { authorization: `Bearer ${TOKEN}` },
      body: json === undefined ? '' : JSON.stringify(json),
      requestId: 'request-1',
      ...rest,
    });
    answers.push(response.body);
    const { status, headers, body: text } = response;
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
    expect(headers['content-type']).toBe(status === 204 ? undefined : 'application/json; charset=utf-8');
    const body: unknown = status === 204 ? {} : JSON.parse(text);
    if (!isJsonObject(body)) throw new Error(`${method} ${target} answered ${text}`);
    const answered = { status, headers, text, body };
    if (token) await conforms(method, path, answered);
    return answered;
  }

  let document: JsonObject | undefined;
  /** Every answer of every test is held to what the OpenAPI document says. */
  async function conforms(method: string, path: string, { status, body, text }: Answered): Promise<void> {
    const headers = { authorization: `Bearer ${token}` };
    document ??= JSON.parse(
      (await admin({ method: 'GET', path: '/v1/openapi.json', rawQuery: '', headers, body: '', requestId: '' })).body,
    ) as JsonObject;
    const described = operation(document, method, path);
    if (described === undefined) return;
    const responses = described.responses as JsonObject;
    const response = responses[status];
    if (!isJsonObject(response))
      throw new Error(`${method} ${path} answered ${status}, which the document does not know`);
    if (status >= 400) expect(response.description).toContain(`\`${codeOf({ body })}\``);
    if (response.content === undefined) expect(text).toBe('');
    else {
      const schema = ((response.content as JsonObject)['application/json'] as JsonObject).schema;
      expect(problemsOf(document, schema, body)).toEqual([]);
    }
  }

  return {
    dispatch,
    store,
    call,
    admin,
    sent,
    log,
    answers,
    tasks,
    advance: (ms: number) => {
      now += ms;
    },
    answerWith: (next: HttpOutcome) => {
      outcome = next;
    },
    breakQueue: (error: Error | undefined) => {
      queueError = error;
    },
    /** Does what is in the queue, and what follows from it. */
    async work(): Promise<void> {
      for (let task = tasks.shift(); task !== undefined; task = tasks.shift()) {
        const next = task;
        const before = tasks.length;
        await dispatch.worker.run(next);
        // A retry is for later.
        if (next.kind === 'deliver') tasks.splice(before);
      }
    },
    async register(document: object = {}): Promise<Answered> {
      const json = { id: 'crm', pattern: { source: ['dingtalk'] }, sink: WEBHOOK, ...document };
      const created = await call('POST', '/v1/subscriptions', { json });
      expect(created.status).toBe(201);
      return created;
    },
  };
}

export const WEBHOOK = { kind: 'webhook', url: 'https://crm.example.com/hook' };
export const CALLBACK = {
  kind: 'dingtalk-callback',
  url: 'https://old.example.com/callback?app=1',
  token: 'callback-token-secret',
  aesKey: AES_KEY,
  ownerKey: 'dingoldapp',
};

/** The operation of the document that a path belongs to. */
export function operation(document: JsonObject, method: string, path: string): JsonObject | undefined {
  const found = Object.entries(document.paths as JsonObject).find(([template]) =>
    new RegExp(`^${template.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '[^/]+')}$`).test(path),
  );
  const isName = method === method.toUpperCase();
  const one: JsonValue | undefined = found && isName ? (found[1] as JsonObject)[method.toLowerCase()] : undefined;
  return isJsonObject(one) ? one : undefined;
}

export function codeOf({ body }: Pick<Answered, 'body'>): string {
  return String((body.error as JsonObject).code);
}

export function problemsIn({ body }: Pick<Answered, 'body'>): readonly string[] {
  return (body.error as JsonObject).problems as readonly string[];
}

export function itemsOf({ body }: Pick<Answered, 'body'>): readonly JsonObject[] {
  return body.items as readonly JsonObject[];
}

let events = 0;
export function event(fields: Partial<HubEvent> = {}): HubEvent {
  return {
    specversion: '1.0',
    id: `event-${++events}`,
    source: 'dingtalk',
    type: 'bpms_instance_change',
    subject: 'approval/p1',
    time: '2026-11-23T07:59:59.123Z',
    corpid: 'ding1',
    app: 'default',
    data: { EventType: 'bpms_instance_change', title: '请假' },
    ...fields,
  };
}
