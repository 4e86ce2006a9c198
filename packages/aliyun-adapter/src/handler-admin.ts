import type { AdminApi } from '@dinghub/console';
import { toAdminRequest } from './admin-request';
import type { FcHandler } from './handler';
import { toFcResponse } from './response';

/** Creates the handler of the admin function. It rejects only for events that are no HTTP requests. */
export function createAdminHandler(api: AdminApi): FcHandler {
  return async (event, context) => toFcResponse(await api(toAdminRequest(event, context)));
}
