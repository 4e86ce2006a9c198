import { sealReply } from '../crypto/envelope';
import { StoreUnavailable } from '../errors';
import { normaliseDingTalkBody } from '../events/dingtalk/normalise';
import { isUrlCheck } from '../events/dingtalk/url-check';
import type { JsonObject } from '../json';
import type { Logger } from '../logging';
import type { EventLog } from '../storage/event-log';
import { type After, afterTimeout, type Clock, type Random } from '../time';
import { answer, type Refused, refuse, refused } from './answer';
import type { App } from './app';
import { withDeadline } from './deadline';
import { errorFields } from './error-fields';
import type { CallbackHandler, CallbackRequest, CallbackResponse } from './http';
import { openRequest } from './open-request';
import { route } from './route';
import type { Sightings } from './sightings';

/** What the callback edge needs; every effect is a parameter. */
export interface CallbackOptions {
  /** The configured apps; may be loaded lazily (SSM), must be cheap when called again. */
  readonly apps: () => Promise<readonly App[]>;
  readonly events: Pick<EventLog, 'append'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** After this many ms without an answer from the store the reply is 503. @default 1000 */
  readonly deadlineMs?: number;
  /** What answers check_create_suite_url and check_update_suite_url. @default 'success' */
  readonly suiteCheckReply?: 'success' | 'random';
  /** Remembers what callbacks show about the configuration. @default nothing does */
  readonly sightings?: Sightings;
  /** The timer of the deadline. @default the platform's */
  readonly after?: After;
}

/** DingTalk waits 1200 to 2500 ms, by the kind of app; a second leaves time for the way there and back. */
const DEFAULT_DEADLINE_MS = 1000;

/** Kept back from the platform's own limit, so that the 503 still gets out. */
const RESERVE_MS = 100;

/**
 * Creates the callback edge: `POST /v1/dingtalk`, `POST /v1/dingtalk/<app>` and `GET /healthz` as one function of a request.
 * It answers `success` only when every event of the body is in the store, and never rejects.
 */
export function createCallbackHandler(options: CallbackOptions): CallbackHandler {
  const { logger, after = afterTimeout, deadlineMs = DEFAULT_DEADLINE_MS } = options;

  return async (request) => {
    const { requestId, remainingMs = Infinity } = request;
    const budgetMs = Math.max(0, Math.min(deadlineMs, remainingMs - RESERVE_MS));
    let decided: CallbackResponse | undefined;
    // What is only remembered from here on neither changes the answer nor makes it late.
    const decide = (response: CallbackResponse) => {
      decided = response;
      return response;
    };
    try {
      return await withDeadline(budgetMs, after, receive(request, options, decide), () => {
        if (decided) return decided;
        logger.error('callback_deadline', { requestId, budgetMs });
        return refuse('store_unavailable', requestId);
      });
    } catch (error) {
      logger.error('callback_failed', { requestId, ...errorFields(error) });
      return decided ?? refuse(error instanceof StoreUnavailable ? 'store_unavailable' : 'internal_error', requestId);
    }
  };
}

async function receive(
  request: CallbackRequest,
  options: CallbackOptions,
  decide: (response: CallbackResponse) => CallbackResponse,
): Promise<CallbackResponse> {
  const { logger, sightings } = options;
  const { requestId } = request;
  const target = route(request);
  if (target.kind === 'health') return answer(200, { status: 'ok' });
  if (target.kind === 'refused') return reject(target);

  let apps: readonly App[];
  try {
    apps = await options.apps();
  } catch (error) {
    return unavailable('apps_unavailable', error);
  }
  const app = findApp(apps, target.app);
  if (app === undefined) return reject(refused('unknown_app'));

  const opened = openRequest(request, app);
  if (opened.kind === 'refused') {
    const refusal = decide(reject(opened, app.name));
    if (opened.stranger !== undefined) await sightings?.refused(app, opened.stranger);
    return refusal;
  }
  const { body, credential, ownerKey } = opened;
  const success = (message: string) =>
    answer(200, { ...sealReply({ credential, ownerKey, message, clock: options.clock, random: options.random }) });

  const type = body.EventType ?? body.eventType;
  if (isUrlCheck(type)) {
    logger.info('url_checked', { requestId, app: app.name, type });
    return success(checkReply(type, body, options.suiteCheckReply));
  }

  const events = normaliseDingTalkBody(body, { app: app.name, receivedAt: options.clock() });
  const noted = sightings?.used(app, credential, ownerKey);
  try {
    const appended = await options.events.append(events);
    for (const [i, event] of events.entries()) {
      logger.info('event_received', { requestId, app: app.name, type: event.type, ...appended[i] });
    }
  } catch (error) {
    return unavailable('event_not_stored', error, app.name);
  }
  const stored = decide(success('success'));
  if (noted) await noted;
  return stored;

  function unavailable(code: string, error: unknown, appName?: string): CallbackResponse {
    logger.error(code, { requestId, app: appName, ...errorFields(error) });
    return refuse('store_unavailable', requestId);
  }

  function reject({ refusal: { code, reason, allow } }: Refused, appName?: string): CallbackResponse {
    logger.warn('callback_refused', { requestId, answer: code, reason, app: appName });
    return refuse(code, requestId, allow);
  }
}

/** The app of that name; without one, the app called `default`, or the only one there is. */
function findApp(apps: readonly App[], wanted: string | undefined): App | undefined {
  const found = apps.find(({ name }) => name === (wanted ?? 'default'));
  return found ?? (wanted === undefined && apps.length === 1 ? apps[0] : undefined);
}

/** `success`, unless the deployment wants the suite checks answered with their Random value, as older documents say. */
function checkReply(type: string, body: JsonObject, reply: CallbackOptions['suiteCheckReply']): string {
  return reply === 'random' && type !== 'check_url' && typeof body.Random === 'string' ? body.Random : 'success';
}
