import { resolve } from 'node:path';
import { folderFlag } from './next-command';

/** English or Chinese. */
export type Language = 'en' | 'zh';

/** The language that the environment asks for (LC_ALL, LC_MESSAGES, LANG). What is printed is UTF-8: another charset gets English. */
export function languageOf(env: Readonly<Record<string, string | undefined>>): Language {
  const locale = env.LC_ALL || env.LC_MESSAGES || env.LANG || '';
  return /^zh[^.]*(\.utf-?8.*)?$/i.test(locale) ? 'zh' : 'en';
}

/** What a command says when it does not find a hub. The whole path shows who is in the wrong folder. */
export const MISSING_TEXTS = {
  en: {
    hub: (data: string) =>
      `There is no hub in ${resolve(data)}. Start one with \`dinghub start${folderFlag(data)}\`, or name another with --data, --endpoint or --profile.`,
    credentials: (data: string) =>
      `There are no credentials in ${resolve(data)}. Start a hub there first, name its folder with --data, or set DINGTALK_TOKEN, DINGTALK_AES_KEY and DINGTALK_OWNER_KEY, or DINGTALK_APPS, as the hub has them.`,
  },
  zh: {
    hub: (data: string) =>
      `${resolve(data)} 中没有 dinghub 的数据。请先运行 \`dinghub start${folderFlag(data)}\`，或用 --data、--endpoint、--profile 指定其他 dinghub。`,
    credentials: (data: string) =>
      `${resolve(data)} 中没有凭据。请先在该目录启动 dinghub，用 --data 指定目录，或设置与 dinghub 相同的 DINGTALK_TOKEN、DINGTALK_AES_KEY、DINGTALK_OWNER_KEY 或 DINGTALK_APPS。`,
  },
} as const;

/** What `dinghub listen` says when it cannot. */
export const LISTEN_TEXTS = {
  en: { inUse: (port: number) => `Port ${port} is in use. Stop what uses it, or choose another with --port.` },
  zh: { inUse: (port: number) => `端口 ${port} 已被占用。请停止占用它的程序，或用 --port 另选端口。` },
} as const;
