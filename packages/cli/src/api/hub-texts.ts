import { resolve } from 'node:path';
import { folderFlag } from '../next-command';

/** What the commands say when a hub's admin API cannot be used, or refuses. */
export const HUB_TEXTS = {
  en: {
    refused: (endpoint: string) =>
      `No hub answers at ${endpoint}. Start one with \`dinghub start\`, or name another with --endpoint or --profile.`,
    noneRuns: (data: string) =>
      `No hub runs on ${resolve(data)}. Start one with \`dinghub start${folderFlag(data)}\`, or name another with --data, --endpoint or --profile.`,
    noHost: (endpoint: string) => `There is no host of the name in ${endpoint}, or no network. Is --endpoint right?`,
    timedOut: (endpoint: string, isRead: boolean) =>
      `${endpoint} did not answer in time.${isRead ? ' Try again.' : ' What was asked for may have been done all the same.'}`,
    certificate: (endpoint: string, code: string) =>
      `The certificate of ${endpoint} is not trusted (${code}). For a certificate authority of your own, name its file in NODE_EXTRA_CA_CERTS.`,
    noTls: (endpoint: string) => `${endpoint} does not speak TLS there. Is it http instead of https, or another port?`,
    cut: (endpoint: string, code: string) => `The connection to ${endpoint} broke (${code}). Try again.`,
    tooLarge: (endpoint: string) => `The answer of ${endpoint} is too large. Ask for less with --limit.`,
    wrongToken: (endpoint: string, from: string) =>
      `${endpoint} does not accept the token from ${from}. Give the hub’s own (its DINGHUB_ADMIN_TOKEN) with --token, in DINGHUB_ADMIN_TOKEN or in a profile (\`dinghub profiles set\`); for a local hub name its folder with --data.`,
    noToken: (endpoint: string, file: string) =>
      `${endpoint} wants a token, and there is none. Give the hub’s own (its DINGHUB_ADMIN_TOKEN) with --token, in DINGHUB_ADMIN_TOKEN or in a profile (\`dinghub profiles set\`). A local hub keeps a generated one in ${file}, which goes to this machine alone; name its folder with --data.`,
    disabled: (endpoint: string) =>
      `The admin API of ${endpoint} is switched off: the hub runs without DINGHUB_ADMIN_TOKEN.`,
    noHub: (endpoint: string, status: number) =>
      `What answers at ${endpoint} is no dinghub (HTTP ${status}). Is --endpoint right?`,
    moved: (endpoint: string, to: string) =>
      `${endpoint} redirects to ${to}. Name that with --endpoint if it is the hub.`,
    unencrypted: (endpoint: string) =>
      `The token goes to ${endpoint} unencrypted. Use https where others share the network.`,
    said: (_code: string, message: string) => message,
  },
  zh: {
    refused: (endpoint: string) =>
      `${endpoint} 没有 dinghub 在运行。请先运行 \`dinghub start\`，或用 --endpoint、--profile 指定其他地址。`,
    noneRuns: (data: string) =>
      `数据目录 ${resolve(data)} 没有正在运行的 dinghub。请先运行 \`dinghub start${folderFlag(data)}\`，或用 --data、--endpoint、--profile 指定其他 dinghub。`,
    noHost: (endpoint: string) => `找不到 ${endpoint} 的主机，或没有网络。请检查 --endpoint。`,
    timedOut: (endpoint: string, isRead: boolean) =>
      `${endpoint} 没有及时响应。${isRead ? '请重试。' : '请求的操作可能已经完成。'}`,
    certificate: (endpoint: string, code: string) =>
      `${endpoint} 的证书不受信任（${code}）。如果使用自己的证书颁发机构，请在 NODE_EXTRA_CA_CERTS 中指定其文件。`,
    noTls: (endpoint: string) => `${endpoint} 不支持 TLS。是否应使用 http，或换一个端口？`,
    cut: (endpoint: string, code: string) => `与 ${endpoint} 的连接中断（${code}），请重试。`,
    tooLarge: (endpoint: string) => `${endpoint} 的响应过大，请用 --limit 减少数量。`,
    wrongToken: (endpoint: string, from: string) =>
      `${endpoint} 不接受该令牌（来源：${from}）。请用 --token、DINGHUB_ADMIN_TOKEN 或配置档（\`dinghub profiles set\`）提供该 dinghub 的令牌；本地 dinghub 请用 --data 指定其目录。`,
    noToken: (endpoint: string, file: string) =>
      `${endpoint} 需要令牌，但没有找到。请用 --token、DINGHUB_ADMIN_TOKEN 或配置档（\`dinghub profiles set\`）提供；本地 dinghub 的令牌保存在 ${file}（只发送给本机），请用 --data 指定其目录。`,
    disabled: (endpoint: string) => `${endpoint} 的管理接口已关闭：dinghub 启动时没有设置 DINGHUB_ADMIN_TOKEN。`,
    noHub: (endpoint: string, status: number) =>
      `${endpoint} 上应答的不是 dinghub（HTTP ${status}）。请检查 --endpoint。`,
    moved: (endpoint: string, to: string) => `${endpoint} 重定向到 ${to}。如果它是 dinghub，请用 --endpoint 指定。`,
    unencrypted: (endpoint: string) => `令牌将以明文发送到 ${endpoint}。网络与他人共用时请使用 https。`,
    said: (code: string, message: string) => SAID_ZH[code]?.(message) ?? `dinghub 返回：${message}`,
  },
} as const;

/** A hub answers in English alone: its codes in Chinese, with its own words where these say more than the code. */
const SAID_ZH: Readonly<Record<string, (message: string) => string>> = {
  invalid_request: () => '请求有误：',
  invalid_cursor: () => '该游标不属于这个列表。',
  invalid_subscription: () => '订阅有误：',
  invalid_pattern: (message) => `匹配规则有误：${message}`,
  not_found: (message) => `没有找到：${message}`,
  subscription_exists: (message) => `订阅已存在：${message}`,
  subscription_disabled: () => '该订阅已停用，请先用 `dinghub subscriptions resume` 恢复。',
  no_signing_secret: () => '该订阅没有签名密钥：它使用自己的密钥签名。',
  body_too_large: () => '请求体超过 1 MiB。',
  internal_error: () => 'dinghub 内部出错，请重试。',
  store_unavailable: () => '存储暂时没有响应，请重试。',
  work_queue_unavailable: () => '任务队列暂时没有响应，请求的操作可能稍后才会完成。',
};
