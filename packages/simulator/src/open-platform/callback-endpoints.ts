import type { Send } from '../attempt';
import { type ApiAnswer, oapiError, ok } from './answers';
import { type AppState, ownerKeyOf } from './app-state';
import { type Callback, readCallback } from './callback-request';
import type { Endpoint, Endpoints } from './endpoint';
import { probeError } from './probe-report';

/** `call_back/…`: registering a callback, which calls the URL before it answers, and what there is to do with it then. */
export function createCallbackEndpoints(options: { readonly send: Send; readonly deadlineMs: number }): Endpoints {
  const { send, deadlineMs } = options;

  async function probe({ app }: AppState, { url, token, aesKey }: Callback): Promise<ApiAnswer | undefined> {
    const keys = { token, aesKey, ownerKey: ownerKeyOf(app) };
    return probeError(await send({ url, keys }, JSON.stringify({ EventType: 'check_url' }), { deadlineMs }));
  }

  /** @param refusal what to answer to an application that has a callback, or has none */
  const saving = (refusal: (state: AppState) => ApiAnswer | undefined): Endpoint => ({
    method: 'POST',
    async handle(state, { body }) {
      const callback = readCallback(body);
      if (typeof callback === 'number') return oapiError(callback);
      const error = refusal(state) ?? (await probe(state, callback)) ?? refusal(state);
      if (error) return error;
      state.callback = callback;
      return ok();
    },
  });

  return {
    '/call_back/register_call_back': saving(({ callback }) => (callback ? oapiError(71006) : undefined)),
    '/call_back/update_call_back': saving(({ callback }) => (callback ? undefined : oapiError(71007))),
    '/call_back/get_call_back': {
      method: 'GET',
      handle({ callback }) {
        if (!callback) return oapiError(71007);
        const { tags, token, aesKey, url } = callback;
        return ok({ call_back_tag: tags, token, aes_key: aesKey, url });
      },
    },
    '/call_back/delete_call_back': {
      method: 'GET',
      handle(state) {
        if (!state.callback) return oapiError(71007);
        delete state.callback;
        return ok();
      },
    },
  };
}
