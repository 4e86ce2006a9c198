import type { JsonObject } from '../../json';
import { scalarTexts } from '../../scalar-text';
import { isApiError } from '../api-error';
import type { ApiCaller } from '../call';
import { type CallbackRegistration, checkRegistration, type RegisteredCallback } from './registration';

/**
 * DingTalk's callback management for one app (`https://oapi.dingtalk.com/call_back/…`). DingTalk lists it under “historical, not
 * recommended”: apps registered in the developer console are managed there.
 */
export interface CallbackApi {
  /**
   * Registers the URL. DingTalk calls it with `check_url` before it answers (open.dingtalk.com, register_call_back).
   * @throws InvalidRegistration; DingTalkApiError: `already_registered`, `callback_rejected`, `url_unreachable`, …
   */
  register(registration: CallbackRegistration): Promise<void>;
  /** Replaces what is registered; checks the URL too. @throws InvalidRegistration; DingTalkApiError: `not_registered`, … */
  update(registration: CallbackRegistration): Promise<void>;
  /** What is registered; undefined when nothing is. @throws DingTalkApiError */
  get(): Promise<RegisteredCallback | undefined>;
  /** Ends all pushes of what was registered by API. @throws DingTalkApiError */
  remove(): Promise<'removed' | 'absent'>;
}

/** Creates the callback management. */
export function createCallbackApi(call: ApiCaller): CallbackApi {
  async function write(api: string, registration: CallbackRegistration): Promise<void> {
    const { url, token, aesKey, tags } = checkRegistration(registration);
    const body: JsonObject = { call_back_tag: tags, token, aes_key: aesKey, url };
    await call({ api, method: 'POST', body, secrets: [token, aesKey] });
  }

  return {
    register: (registration) => write('call_back/register_call_back', registration),
    update: (registration) => write('call_back/update_call_back', registration),

    async get() {
      try {
        const { value } = await call({ api: 'call_back/get_call_back', method: 'GET' });
        return value && registeredIn(value);
      } catch (error) {
        if (isApiError(error, 'not_registered')) return undefined;
        throw error;
      }
    },

    async remove() {
      try {
        await call({ api: 'call_back/delete_call_back', method: 'GET' });
        return 'removed';
      } catch (error) {
        if (isApiError(error, 'not_registered')) return 'absent';
        throw error;
      }
    },
  };
}

function registeredIn({
  url,
  call_back_tag: tags,
  token,
  aes_key: aesKey,
}: JsonObject): RegisteredCallback | undefined {
  if (typeof url !== 'string' || url === '') return undefined;
  return {
    url,
    tags: Array.isArray(tags) ? scalarTexts(tags) : [],
    token: typeof token === 'string' ? token : '',
    aesKey: typeof aesKey === 'string' ? aesKey : '',
  };
}
