import type { Advice, ApiErrorKind } from './api-error';

/** What is known about an error code. */
export interface KnownError {
  readonly kind: ApiErrorKind;
  readonly advice: Advice;
}

const known = (kind: ApiErrorKind, en: string, zh: string): KnownError => ({ kind, advice: { en, zh } });

const EXPIRED = known(
  'token_invalid',
  'The access token is not valid or has expired. dinghub fetches another by itself; if this stays, check AppKey and AppSecret.',
  'access_token 无效或已过期。dinghub 会自动重新获取；若持续出现，请检查 AppKey 和 AppSecret。',
);
const CREDENTIALS = known(
  'bad_credentials',
  'AppKey (Client ID) and AppSecret (Client Secret) do not belong together. Copy both anew from the app’s page “Credentials and basic information”.',
  'AppKey（Client ID）与 AppSecret（Client Secret）不匹配。请在开发者后台应用的“凭证与基础信息”页重新复制两者。',
);
const PERMISSION = known(
  'no_permission',
  'The app lacks the permission for this API. Apply for it in the developer console under “Permissions”, then publish the app.',
  '应用没有调用该接口的权限。请在开发者后台“权限管理”中申请，并发布应用。',
);
const ADDRESS_LIST = known(
  'no_permission',
  'This server’s address is not on the app’s list of outbound addresses. Add it in the developer console, or empty the list.',
  '服务器出口 IP 不在应用的白名单中。请在开发者后台“服务器出口IP”中添加，或清空该列表。',
);
const TOO_FAST = known(
  'rate_limited',
  'Too many calls a second. dinghub waits and tries again; if this stays, something else uses the same app too.',
  '调用频率超限。dinghub 会稍候重试；若持续出现，请检查是否有其他系统共用同一应用。',
);
const NO_QUOTA = known(
  'quota_exhausted',
  'The organisation has used up this month’s API calls. Wait for the next month or buy a larger edition.',
  '本企业当月 API 调用次数已用完。请等待下月或升级钉钉版本。',
);
const BUSY = known(
  'busy',
  'DingTalk is busy or has an internal error. Try again in a minute.',
  '钉钉系统繁忙或内部错误。请一分钟后重试。',
);
const PARAMETER = known(
  'bad_parameter',
  'DingTalk found a parameter missing or malformed. Check token (6 to 63 characters), AES key (43 letters and digits), tags and URL.',
  '请求缺少参数或参数格式错误。请检查 token（6～63 个字符）、aes_key（43 位字母数字）、事件标签和 URL。',
);
const REPLY = known(
  'callback_rejected',
  'DingTalk called the URL, and the reply was not the encrypted “success”. Check that token, AES key and owner key (here the corpId) are the ones that the hub has; DingTalk’s message shows the reply.',
  '钉钉访问了回调 URL，但返回的不是加密的 success。请检查 token、aes_key 和 owner key（此处为 corpId）是否与 dinghub 的配置一致；钉钉的报错信息中有实际返回内容。',
);

/**
 * DingTalk's error codes, old and new, as far as these APIs give them. Sources: open.dingtalk.com, server-api-error-codes-1 and
 * the older list of global codes (40035, 71006–71014; 900001–900010, which are those of the sealing libraries too); api-gettoken and
 * obtain-the-access-token-of-an-internal-app (tokens); the page on call limits (90002, 90018, 90020 and their newer names).
 */
const KNOWN: Readonly<Record<string, KnownError>> = {
  '-1': BUSY,
  '33001': EXPIRED,
  '40001': EXPIRED,
  '40014': EXPIRED,
  '40035': PARAMETER,
  '42001': EXPIRED,
  '40089': CREDENTIALS,
  '40096': CREDENTIALS,
  '60011': PERMISSION,
  '60020': ADDRESS_LIST,
  '71006': known(
    'already_registered',
    'A callback URL is registered already. Update it instead of registering another, or delete it first.',
    '回调地址已存在。请改用更新接口，或先删除再注册。',
  ),
  '71007': known(
    'not_registered',
    'No callback URL is registered by API. Register one; a URL set in the developer console does not count here.',
    '尚未通过接口注册回调地址。请先注册；在开发者后台配置的地址不算在内。',
  ),
  '71008': known(
    'unknown_tag',
    'A tag is not on DingTalk’s list. Leave it out: other events are subscribed to in the developer console.',
    'call_back_tag 不在钉钉允许的列表中。请去掉该标签：其他事件需在开发者后台订阅。',
  ),
  '71009': REPLY,
  '71010': PARAMETER,
  '71011': known(
    'bad_url',
    'The URL is not valid. It needs http:// or https://, a public host name and no spaces.',
    'URL 格式不合法。需以 http:// 或 https:// 开头，使用公网域名，且不含空格。',
  ),
  '71012': known(
    'url_unreachable',
    'DingTalk cannot reach the URL. Open it from outside your network: DNS, firewall, certificate, and an answer within 1.5 s.',
    '钉钉无法访问该 URL。请从外网检查：DNS、防火墙、证书，并确保 1.5 秒内返回。',
  ),
  '71013': known(
    'address_not_allowed',
    'DingTalk does not call this domain or address. Use a public host name of your own, and for a third-party app add its address to the suite’s list.',
    '该域名或 IP 不允许注册或接收回调。请使用自有公网域名；第三方应用需将其 IP 加入套件白名单。',
  ),
  '71014': known(
    'suite_apps_unreadable',
    'DingTalk could not read the service-window apps of the suite. Check the suite’s configuration, then try again.',
    '获取套件绑定的服务窗应用失败。请检查套件配置后重试。',
  ),
  '88': known(
    'unknown',
    'DingTalk refused the call; its sub_code and sub_msg say why. Look the sub_code up at open.dingtalk.com, under global error codes.',
    '钉钉拒绝了该调用，具体原因见 sub_code 和 sub_msg。请在 open.dingtalk.com 的“全局错误码”中查询 sub_code。',
  ),
  '900001': REPLY,
  '900002': REPLY,
  '900003': REPLY,
  '900004': PARAMETER,
  '900005': REPLY,
  '900006': REPLY,
  '900007': PARAMETER,
  '900008': REPLY,
  '900009': REPLY,
  '900010': REPLY,
  '90002': TOO_FAST,
  '90018': TOO_FAST,
  '90020': NO_QUOTA,
  'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi': TOO_FAST,
  'Forbidden.AccessDenied.QpsLimitForApi': TOO_FAST,
  'Forbidden.AccessDenied.ApiCountLimitForOrg': NO_QUOTA,
  'Forbidden.AccessDenied.AccessTokenPermissionDenied': PERMISSION,
  'Forbidden.AccessDenied.IpNotInWhiteList': ADDRESS_LIST,
  InvalidAuthentication: EXPIRED,
  invalidClientIdOrSecret: CREDENTIALS,
  // Said of a token for one organisation.
  'invalid.client': known(
    'bad_credentials',
    `${CREDENTIALS.advice.en} If they are right, the organisation has not authorised the app, or took that back.`,
    `${CREDENTIALS.advice.zh}如确认无误，则该组织尚未授权该应用，或已解除授权。`,
  ),
  'unauthorized.client': known(
    'bad_credentials',
    'The app is not authorised for this organisation. Check the corpId, and that the organisation has the app installed.',
    '应用未获该组织授权。请检查 corpId，并确认该组织已开通应用。',
  ),
  'unsupported.grant.type': PARAMETER,
  'server.error': BUSY,
};

/** What is known about a code; undefined for a code that is not documented for these APIs. */
export function knownError(code: string): KnownError | undefined {
  return Object.hasOwn(KNOWN, code) ? KNOWN[code] : undefined;
}

/** All codes that are known. */
export const KNOWN_ERROR_CODES: readonly string[] = Object.keys(KNOWN);

/** What to say where no code says it. */
export const ADVICE = {
  badCredentials: CREDENTIALS.advice,
  busy: BUSY.advice,
  tooFast: TOO_FAST.advice,
  ipBanned: {
    en: 'DingTalk refuses every call from this IP address for some minutes: more than 10 000 calls in 20 seconds came from it. Wait; then find who else calls from here, or use another outbound address.',
    zh: '该出口 IP 在 20 秒内调用超过 10000 次，已被钉钉禁止访问数分钟。请等待解除，并排查同一出口的其他调用方，或更换出口 IP。',
  },
  notJson: {
    en: 'The answer is not DingTalk’s: a proxy, a gateway or a wrong address answered. Check the outbound proxy and try again.',
    zh: '返回内容不是钉钉的 JSON：可能来自代理、网关或错误的地址。请检查出口代理后重试。',
  },
  notDingTalk: {
    en: 'What answered is not DingTalk’s API: it gave no error code of DingTalk’s. Check the address and the outbound proxy.',
    zh: '应答的不是钉钉的接口：其中没有钉钉的错误码。请检查地址和出口代理。',
  },
  badAnswer: {
    en: 'DingTalk’s answer lacks what was asked for. Try again; if this stays, report it with the API’s name.',
    zh: '钉钉的返回缺少所需字段。请重试；若持续出现，请附接口名反馈。',
  },
  noAnswer: {
    en: 'There is no answer from DingTalk. Check DNS, firewall and outbound proxy, then try again.',
    zh: '没有收到钉钉的返回。请检查 DNS、防火墙和出口代理后重试。',
  },
  unknown: {
    en: 'dinghub does not know this code. Look it up at open.dingtalk.com, under global error codes; DingTalk’s own message, where there is one, says more.',
    zh: 'dinghub 未收录该错误码。请在 open.dingtalk.com 的“全局错误码”中查询；如有 errmsg，可作参考。',
  },
} as const satisfies Readonly<Record<string, Advice>>;
