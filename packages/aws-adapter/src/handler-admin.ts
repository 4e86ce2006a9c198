import type { AdminApi } from '@dinghub/console';
import { errorFields, type Logger } from '@dinghub/core';
import { toAdminRequest } from './admin-request';
import type { LambdaHandler } from './handler';
import { toLambdaResponse } from './response';

/**
 * Creates the handler of the admin function. It rejects only for events that are no HTTP requests.
 * @param options.api gives the API with its token, which comes from elsewhere; where that fails, the answer is 503
 */
export function createAdminHandler(options: {
  readonly api: () => Promise<AdminApi>;
  readonly logger: Logger;
}): LambdaHandler {
  const { api, logger } = options;
  return async (event, context) => {
    const request = toAdminRequest(event, context);
    const { requestId } = request;
    try {
      return toLambdaResponse(await (await api())(request));
    } catch (error) {
      logger.error('admin_token_unavailable', { requestId, ...errorFields(error) });
      const message = 'The admin token cannot be read now. Look at SSM and at the name of its parameter.';
      const body = JSON.stringify({ error: { code: 'admin_token_unavailable', message, requestId } });
      const headers = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' };
      return toLambdaResponse({ status: 503, headers, body });
    }
  };
}
