import type { Clock, JsonObject, Random } from '@dinghub/core';
import type { Send, Target } from '../attempt';
import { type PushResult, pushWithRetries, resultOf, SYNC_HTTP_DEADLINE_MS } from '../push';
import type { SuiteSettings } from './app';
import { type AppState, keepFailure } from './app-state';
import { corpIdOf, eventTimeOf } from './event-fields';
import { orgSuiteAuthRow, orgSuiteRelieveRow, suiteTicketRow, takeEffect } from './suite-rows';
import { createSyncTable, type SyncPriority, type SyncRow } from './sync-rows';

/** What DingTalk sends to a third-party application. */
export interface SuiteConsole {
  /** check_create_suite_url, once: before there is a suite, with its stand-in for the suiteKey. */
  checkCreateUrl(): Promise<PushResult>;
  /** check_update_suite_url, once. */
  checkUpdateUrl(): Promise<PushResult>;
  /** A new ticket, as the event that HTTP callbacks got, or as a SyncHTTP row; tokens are asked for with it. @default 'event' */
  suiteTicket(as?: 'event' | 'row'): Promise<PushResult>;
  /** An organisation authorises, from now on: the event with its temporary code. */
  tmpAuthCode(corpId: string): Promise<PushResult>;
  /** An organisation authorises, from now on: the SyncHTTP row. */
  orgSuiteAuth(corpId: string): Promise<PushResult>;
  /** An organisation takes it back, from now on: the SyncHTTP row. */
  orgSuiteRelieve(corpId: string): Promise<PushResult>;
  /** Any rows in a SyncHTTP envelope, within its shorter deadline; tickets and authorisations among them take effect. */
  sync(priority: SyncPriority, rows: readonly SyncRow[]): Promise<PushResult>;
  /** Any event. */
  push(event: JsonObject): Promise<PushResult>;
}

/** What stands for the suiteKey as long as there is no suite. */
export const CREATE_SUITE_KEY = 'suite4xxxxxxxxxxxxxxx';

/** Creates the console of a third-party application. What fails is kept for failrecord/list. */
export function createSuiteConsole(options: {
  readonly state: AppState;
  readonly suite: SuiteSettings;
  readonly send: Send;
  readonly clock: Clock;
  readonly random: Random;
  readonly sleep: (ms: number) => Promise<void>;
  readonly deadlineMs: number;
  readonly retryDelaysMs: readonly number[];
}): SuiteConsole {
  const { state, suite, send, clock, random, sleep, deadlineMs, retryDelaysMs } = options;
  const { appKey: suiteKey, corpId: ownCorpId } = state.app;
  const { suiteId, url, token, aesKey, checkReply = 'success' } = suite;
  const envelope = createSyncTable(suiteId, clock);
  const code = (bytes = 16) => Buffer.from(random(bytes)).toString('hex');
  const target = (ownerKey: string): Target => ({ url, keys: { token, aesKey, ownerKey } });

  async function check(EventType: string, ownerKey: string): Promise<PushResult> {
    const Random = code(4);
    const event = JSON.stringify({ EventType, Random, TestSuiteKey: ownerKey });
    const expected = checkReply === 'random' ? Random : 'success';
    return resultOf(await send(target(ownerKey), event, { deadlineMs, expected }), 1);
  }

  async function push(event: JsonObject, limitMs = deadlineMs): Promise<PushResult> {
    const pushedAt = clock();
    const text = JSON.stringify(event);
    const result = await pushWithRetries({
      send: () => send(target(suiteKey), text, { deadlineMs: limitMs }),
      retryDelaysMs,
      sleep,
    });
    if (result.kind === 'failed')
      keepFailure(state, {
        origin: 'suite',
        tag: String(event.EventType),
        corpId: corpIdOf(event) ?? ownCorpId,
        event,
        eventAt: eventTimeOf(event, pushedAt),
        reason: result.reason,
      });
    return result;
  }

  const legacy = (EventType: string, fields: JsonObject) =>
    push({ EventType, SuiteKey: suiteKey, TimeStamp: String(clock()), ...fields });
  const sync: SuiteConsole['sync'] = (priority, rows) => {
    for (const row of rows) takeEffect(state, row);
    return push(envelope(priority, rows), Math.min(deadlineMs, SYNC_HTTP_DEADLINE_MS));
  };

  function suiteTicket(as: 'event' | 'row' = 'event'): Promise<PushResult> {
    const ticket = code();
    if (as === 'row') return sync('HIGH', [suiteTicketRow(suiteId, ownCorpId, ticket)]);
    state.tickets.give(ticket);
    return legacy('suite_ticket', { SuiteTicket: ticket });
  }

  function tmpAuthCode(corpId: string): Promise<PushResult> {
    state.organisations.add(corpId);
    return legacy('tmp_auth_code', { AuthCode: code(), AuthCorpId: corpId });
  }

  return {
    checkCreateUrl: () => check('check_create_suite_url', CREATE_SUITE_KEY),
    checkUpdateUrl: () => check('check_update_suite_url', suiteKey),
    suiteTicket,
    tmpAuthCode,
    orgSuiteAuth: (corpId) => sync('HIGH', [orgSuiteAuthRow(corpId, code(), code())]),
    orgSuiteRelieve: (corpId) => sync('HIGH', [orgSuiteRelieveRow(corpId, code())]),
    sync,
    push: (event) => push(event),
  };
}
