import { folderFlag } from './options';

/** English or Chinese. */
export type Language = 'en' | 'zh';

/** The language that the environment asks for (LC_ALL, LC_MESSAGES, LANG). */
export function languageOf(env: Readonly<Record<string, string | undefined>>): Language {
  return /^zh/i.test(env.LC_ALL || env.LC_MESSAGES || env.LANG || '') ? 'zh' : 'en';
}

/** What a command says when it does not find a hub. */
export const MISSING_TEXTS = {
  en: {
    hub: (data: string) =>
      `There is no hub in ${data}. Start one with \`dinghub start${folderFlag(data)}\`, or name another with --data, --endpoint or --profile.`,
    credentials: (data: string) =>
      `There are no credentials in ${data}. Start a hub there first, name its folder with --data, or set DINGTALK_TOKEN, DINGTALK_AES_KEY and DINGTALK_OWNER_KEY, or DINGTALK_APPS, as the hub has them.`,
  },
  zh: {
    hub: (data: string) =>
      `${data} 中没有 dinghub 的数据。请先运行 \`dinghub start${folderFlag(data)}\`，或用 --data、--endpoint、--profile 指定其他 dinghub。`,
    credentials: (data: string) =>
      `${data} 中没有凭据。请先在该目录启动 dinghub，用 --data 指定目录，或设置与 dinghub 相同的 DINGTALK_TOKEN、DINGTALK_AES_KEY、DINGTALK_OWNER_KEY 或 DINGTALK_APPS。`,
  },
} as const;

/** What `dinghub listen` says when it cannot. */
export const LISTEN_TEXTS = {
  en: { inUse: (port: number) => `Port ${port} is in use. Stop what uses it, or choose another with --port.` },
  zh: { inUse: (port: number) => `端口 ${port} 已被占用。请停止占用它的程序，或用 --port 另选端口。` },
} as const;

/** What `dinghub start` says. */
export const START_TEXTS = {
  en: {
    running: (url: string) => `dinghub is running at ${url}. Stop it with Ctrl-C.`,
    created:
      'New credentials were created. Paste them into the DingTalk developer console (event subscription, HTTP push):',
    url: 'Request URL',
    publicUrl: (path: string) => `https://<your public address>${path}`,
    token: 'Token',
    aesKey: 'AES key',
    kept: (file: string) => `They are kept in ${file} (readable by you alone) and not shown again.`,
    next: 'Next, in another terminal:',
    check: 'ask the hub as DingTalk’s console does',
    event: 'push an event at it',
    tail: 'watch events arrive',
    subscribe: 'register a system that gets them',
    beside: (data: string, { url, pid }: { readonly url: string; readonly pid: number }, own: string) =>
      `Another hub runs on ${data} already, at ${url} (process ${pid}). Both keep what comes to them, but each goes on with the apps that it found when it started: after a change, such as of a rotation, restart both. Commands talk to that one; this one is --endpoint ${own}.`,
    stopping: 'Stopping: answering what was accepted …',
  },
  zh: {
    running: (url: string) => `dinghub 已启动：${url}，按 Ctrl-C 停止。`,
    created: '已生成新的凭据，请粘贴到钉钉开发者后台（事件订阅 → HTTP 推送）：',
    url: '请求网址',
    publicUrl: (path: string) => `https://<公网地址>${path}`,
    token: '签名 token',
    aesKey: '加密 aes_key',
    kept: (file: string) => `凭据保存在 ${file}（仅本人可读），之后不再显示。`,
    next: '接下来，在另一个终端里：',
    check: '像开发者后台那样校验回调地址',
    event: '模拟钉钉推送一个事件',
    tail: '实时查看收到的事件',
    subscribe: '注册一个接收事件的系统',
    beside: (data: string, { url, pid }: { readonly url: string; readonly pid: number }, own: string) =>
      `${data} 上已有 dinghub 在运行：${url}（进程 ${pid}）。两者都会保存收到的事件，但各自沿用启动时的应用配置：更改之后（例如轮换凭据）请将两者都重启。命令默认访问前者；访问当前 dinghub 请加 --endpoint ${own}。`,
    stopping: '正在停止：处理完已接收的请求……',
  },
} as const;
