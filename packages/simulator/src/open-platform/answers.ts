/** What goes out as JSON. */
export interface ApiAnswer {
  readonly status: number;
  readonly body: object;
}

/** Texts of DingTalk's list of global error codes, and of answers seen (40035 and 40096 of gettoken). */
const ERROR_TEXTS: Readonly<Record<number, string>> = {
  [-1]: '系统繁忙',
  404: '请求的URI地址不存在',
  40014: '不合法的access_token',
  40035: '不合法的参数',
  40078: '不存在的临时授权码',
  40089: '不合法的corpId或corpSecret',
  40096: '不合法的appKey或appSecret',
  42001: 'access_token超时',
  43001: '需要GET请求',
  43002: '需要POST请求',
  60011: '没有调用该接口的权限',
  71006: '回调地址已经存在',
  71007: '回调地址已不存在',
  71008: '回调call_back_tag必须在指定的call_back_tag列表中',
  71009: '返回文本非success',
  71010: 'POST的JSON数据不包含所需要的参数字段或包含的参数格式非法',
  71011: '传入的url参数不是合法的url格式',
  71012: 'url地址访问异常',
  71013: '此域名或IP不能注册或者接收回调事件',
  90002: '您的服务器调用钉钉开放平台当前接口的所有请求都被暂时禁用了',
  90018: '您的应用调用该接口的请求超过了每秒的限制',
  90020: '您的企业本月调用接口的次数已达上限',
};

/** DingTalk's own words for a code of the old API. */
export const errorText = (code: number): string => ERROR_TEXTS[code] ?? 'error';

/** Success in the old API. */
export const ok = (fields: object = {}): ApiAnswer => ({ status: 200, body: { errcode: 0, errmsg: 'ok', ...fields } });

/** An error of the old API, which always comes with HTTP 200. */
export const oapiError = (errcode: number, errmsg = errorText(errcode)): ApiAnswer => ({
  status: 200,
  body: { errcode, errmsg },
});

/** An error that the gateway before `topapi/` wraps: the code is in `sub_code`, as text. */
export function topapiError(code: number, requestId: string, text = errorText(code)): ApiAnswer {
  const errmsg = `ding talk error[subcode=${code},submsg=${text}]`;
  return { status: 200, body: { errcode: 88, sub_code: String(code), sub_msg: text, errmsg, request_id: requestId } };
}

/** An error of the new API (`/v1.0/`). */
export const newApiError = (status: number, code: string, message: string, requestId: string): ApiAnswer => ({
  status,
  body: { requestid: requestId, code, message },
});
