import { randomBytes } from 'node:crypto';
import { type Answer, createDingTalkSimulator, createPost, type PushResult, type WireKeys } from '@dinghub/simulator';
import { beginning } from '../format';
import { both, type Told } from '../told';

/** What a signed check_url got from a URL. */
export interface ProbeResult {
  /** Until the whole answer was there, in ms. */
  readonly durationMs: number;
  readonly outcome: 'success' | Extract<PushResult, { kind: 'failed' }>['reason'];
  readonly status?: number;
  /** The hub's own `error.code`. */
  readonly code?: string;
  /** Where a redirect leads: its host alone. */
  readonly redirectTo?: string;
  /** The system's name for a connection that failed: ECONNREFUSED, CERT_HAS_EXPIRED, …; `E_RESPONSE` for what is no whole answer. */
  readonly detail?: string;
}

/** Sends signed check_urls, as DingTalk does; connections are kept between them, so that the first one is the cold one. */
export interface Prober {
  probe(): Promise<ProbeResult>;
  close(): void;
}

/** Longer than DingTalk waits, to tell how late a late answer is. */
const PATIENCE_MS = 10_000;

/** Creates what probes a URL with the credentials and one owner key of an app. */
export function createProber(options: { readonly url: string; readonly keys: WireKeys }): Prober {
  const post = createPost();
  let last: Answer | undefined;
  const simulator = createDingTalkSimulator({
    ...options,
    clock: Date.now,
    random: randomBytes,
    sleep: async () => {},
    deadlineMs: PATIENCE_MS,
    post: async (...request) => {
      last = await post(...request);
      return last;
    },
  });
  return {
    async probe() {
      const result = await simulator.checkUrl();
      const { durationMs } = result;
      if (result.kind === 'delivered') return { durationMs, outcome: 'success', status: 200 };
      return { durationMs, outcome: result.reason, ...detailsOf(last) };
    },
    close: () => post.close(),
  };
}

/** What an answer, or that there is none, tells beside the outcome. */
export function detailsOf(answer: Answer | undefined): Partial<ProbeResult> {
  if (answer === undefined) return {};
  if (answer.kind === 'no_answer') return answer.detail === undefined ? {} : { detail: answer.detail };
  const code = errorCodeIn(answer.body);
  const { status, location } = answer;
  return {
    status,
    ...(code === undefined ? {} : { code }),
    ...(location === undefined ? {} : { redirectTo: hostOf(location) }),
  };
}

/** The `error.code` of a hub's answer; undefined where there is none. */
export function errorCodeIn(body: string): string | undefined {
  try {
    const code = (JSON.parse(body) as { error?: { code?: unknown } } | null)?.error?.code;
    return typeof code === 'string' && /^\w{1,64}$/.test(code) ? code : undefined;
  } catch {
    return undefined;
  }
}

/** The host that a Location leads to; the beginning of one that is no URL. */
export function hostOf(location: string): string {
  return URL.canParse(location) ? new URL(location).host : beginning(location, 60);
}

/** What came, in a few words. */
export function probeOutcome(result: ProbeResult): Told {
  const { outcome, status, code, redirectTo, detail } = result;
  if (outcome === 'success') return both('HTTP 200, “success”', 'HTTP 200，success');
  if (redirectTo !== undefined)
    return both(`HTTP ${status}, a redirect to ${redirectTo}`, `HTTP ${status}，重定向到 ${redirectTo}`);
  if (outcome === 'timeout')
    return both(`no answer within ${PATIENCE_MS / 1000} s`, `${PATIENCE_MS / 1000} 秒内无返回`);
  if (outcome === 'connection') {
    if (detail === 'E_RESPONSE') return both('no whole HTTP answer', '返回的不是完整的 HTTP 应答');
    return both(`no connection${detail ? ` (${detail})` : ''}`, `无法连接${detail ? `（${detail}）` : ''}`);
  }
  const shown = `HTTP ${[status, code].join(' ').trim()}`;
  return outcome === 'status'
    ? both(shown, shown)
    : both(`${shown}: ${ANSWERS[outcome].en}`, `${shown}：${ANSWERS[outcome].zh}`);
}

const ANSWERS = {
  not_json: both('the answer is not JSON', '返回不是 JSON'),
  wrong_keys: both(
    'the answer’s keys are not msg_signature, timeStamp, nonce, encrypt',
    '返回的字段不是 msg_signature、timeStamp、nonce、encrypt',
  ),
  wrong_time_stamp: both('timeStamp is not a text of 13 digits', 'timeStamp 不是 13 位数字字符串'),
  wrong_signature: both('the answer is signed with another token', '返回的签名用的是另一个 token'),
  not_success: both('the answer does not open to “success”', '返回解密后不是 success'),
} as const;

/** What to do about it. */
export function probeAdvice(result: ProbeResult): Told {
  const { outcome, status, code, redirectTo, detail = '' } = result;
  if (redirectTo !== undefined) {
    return both(
      'DingTalk follows no redirect. Register the address that it leads to, path included (http → https, a missing “/”, a login page).',
      '钉钉不跟随重定向。请直接填写跳转后的完整地址（http → https、结尾斜杠、登录页等）。',
    );
  }
  if (outcome === 'timeout') {
    return both(
      'Something accepts and does not answer: look at the proxy before the hub, and at the hub’s log.',
      '连接已建立但没有返回：请检查 dinghub 前面的代理以及 dinghub 的日志。',
    );
  }
  if (outcome === 'connection' && detail !== 'E_RESPONSE') return connectionAdvice(detail);
  if (code === 'signature_mismatch' || outcome === 'wrong_signature') {
    return both(
      'The hub there has another token. Give both the same token, restart the hub, and try again.',
      '该地址上的 dinghub 使用另一个 token。请统一 token，重启 dinghub 后重试。',
    );
  }
  if (code === 'envelope_rejected' || outcome === 'not_success') {
    return both(
      'The token is right; the AES key or the owner key is not. Give the hub this AES key, and accept the owner key (DINGTALK_OWNER_KEY: AppKey for the console, corpId for an API registration, suiteKey for a third-party app).',
      'token 正确，但 aes_key 或 owner key 不一致。请核对 aes_key，并在 DINGTALK_OWNER_KEY 中加入对应的 owner key（开发者后台配置为 AppKey，接口注册为 corpId，第三方应用为 suiteKey）。',
    );
  }
  if (status === 404) {
    return both(
      'Nothing is at this path. The hub’s callback is /v1/dingtalk or /v1/dingtalk/<app>.',
      '该路径不存在。dinghub 的回调路径为 /v1/dingtalk 或 /v1/dingtalk/<应用名>。',
    );
  }
  if (code === 'unauthorized' || code === 'admin_disabled') {
    return both(
      'The hub’s admin API is at this path. The hub’s callback is /v1/dingtalk or /v1/dingtalk/<app>.',
      '该路径属于 dinghub 的管理接口。dinghub 的回调路径为 /v1/dingtalk 或 /v1/dingtalk/<应用名>。',
    );
  }
  if (code === 'store_unavailable' || code === 'internal_error') {
    return both(
      'The hub failed, its store most likely; its log says why.',
      'dinghub 出错（多半是存储不可用），原因见其日志。',
    );
  }
  return both(
    'Something other than the hub’s callback answers there: look at the address, the path and the proxy before the hub.',
    '返回的不是 dinghub 的回调：请检查地址、路径以及 dinghub 前面的代理。',
  );
}

function connectionAdvice(detail: string): Told {
  if (/^(ENOTFOUND|EAI_AGAIN)$/.test(detail)) {
    return both(
      'The host name does not resolve. Correct it, or wait for DNS.',
      '域名无法解析。请更正域名或等待 DNS 生效。',
    );
  }
  if (detail === 'ECONNREFUSED') {
    return both(
      'Nothing listens there. Start the hub, or correct host and port.',
      '没有程序监听该地址。请启动 dinghub，或更正主机和端口。',
    );
  }
  if (detail === 'EPROTO') {
    return both(
      'What listens there does not speak TLS. Put a proxy with a certificate before the hub, or correct the port; on this machine say http://.',
      '该端口不支持 TLS。请在 dinghub 前面配置带证书的代理，或更正端口；在本机请使用 http://。',
    );
  }
  if (/CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO|DEPTH_ZERO/.test(detail)) {
    return both(
      'The certificate is not trusted. Use one from a public authority, with its whole chain, for this very host name.',
      '证书不受信任。请使用公共 CA 签发、链完整且与域名一致的证书。',
    );
  }
  return both(
    'Check the host name, the firewall and the proxy before the hub.',
    '请检查域名、防火墙以及 dinghub 前面的代理。',
  );
}
