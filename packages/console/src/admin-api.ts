import { type Clock, type Logger, MAX_BODY_BYTES } from '@dinghub/core';
import type { Dispatch } from '@dinghub/core/dispatch';
import { createAuthorize } from './authorize';
import { AdminError, refuse, toAdminError } from './errors';
import type { AdminApi, AdminRequest, AdminResponse } from './http';
import { isPercentEncoded } from './request/read-fields';
import { createRouter } from './router';
import { createRoutes } from './routes/index';

/** What the admin API needs; every effect is a parameter. */
export interface AdminApiOptions {
  readonly dispatch: Pick<
    Dispatch,
    'events' | 'subscriptions' | 'deliveries' | 'health' | 'replays' | 'suites' | 'attempt'
  >;
  /** Who has it may do everything. Without one every call is answered 401 `admin_disabled`. */
  readonly token: string | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Names requests that come without an id. */
  readonly requestId?: () => string;
}

/**
 * Creates the admin API as one function of a request; `GET /v1/openapi.json` describes it. Whoever has no token learns nothing,
 * not even which paths there are. It never rejects.
 * @example
 * const admin = createAdminApi({ dispatch, token: config.adminToken, clock: Date.now, logger });
 * const { status, headers, body } = await admin(request);
 */
export function createAdminApi(options: AdminApiOptions): AdminApi {
  const { clock, logger } = options;
  const authorize = createAuthorize(options.token);
  const router = createRouter(createRoutes(options));

  return async (request) => {
    const startedAt = clock();
    const requestId = request.requestId || options.requestId?.() || '';
    let operation: string | undefined;
    let code: string | undefined;
    let response: AdminResponse;
    try {
      authorize(request.headers.authorization);
      checkRequest(request);
      const onRoute = (route: { readonly operationId: string }) => {
        operation = route.operationId;
      };
      response = await toAdminResponse(await router({ request, requestId, onRoute }));
    } catch (error) {
      const known = toAdminError(error) ?? new AdminError('internal_error');
      if (known.code === 'internal_error') {
        const name = error instanceof Error ? error.name : 'unknown';
        logger.error('admin_failed', { requestId, operation, error: name });
      }
      code = known.code;
      response = refuse(known, requestId);
    }
    const { status } = response;
    logger.info('admin_request', { requestId, operation, status, error: code, durationMs: clock() - startedAt });
    return response;
  };
}

/** @throws AdminError for what no route can be asked */
function checkRequest({ path, body }: AdminRequest): void {
  if ((typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength) > MAX_BODY_BYTES) {
    throw new AdminError('body_too_large');
  }
  if (!isPercentEncoded(path)) {
    throw new AdminError('invalid_request', { problems: ['The path is not percent-encoded UTF-8.'] });
  }
}

async function toAdminResponse(response: Response): Promise<AdminResponse> {
  return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() };
}
