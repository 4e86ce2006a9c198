import { createAdminApi } from '@dinghub/console';
import { createDispatch, type HttpSender, type UrlCheck } from '@dinghub/core/dispatch';
import { createBackends, type FunctionOptions, PATIENT } from './backends';
import type { FcHandler } from './handler';
import { createAdminHandler } from './handler-admin';
import type { FcInvocation } from './invocation';

/**
 * Creates the function that answers operators.
 * @param options.send makes the requests that test a subscription
 * @param options.token at least 16 characters
 */
export function createAdminFunction(
  options: FunctionOptions & { readonly send: HttpSender; readonly checkUrl: UrlCheck; readonly token: string },
): FcHandler<FcInvocation> {
  const { clock, logger, token } = options;
  const { store, queue, invocations } = createBackends(options, PATIENT);
  const dispatch = createDispatch({ ...options, store, queue });
  return invocations.during(createAdminHandler(createAdminApi({ dispatch, token, clock, logger })));
}
