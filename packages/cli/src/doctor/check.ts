import type { JsonObject } from '@dinghub/core';
import pc from 'picocolors';
import type { Language } from '../language';
import { printableLines } from '../terminal';
import { both, type Tell, type Told } from '../told';

/** What `dinghub doctor` looks at. */
export type CheckName =
  | 'configuration'
  | 'credentials'
  | 'owner_keys'
  | 'rotation'
  | 'store'
  | 'backlog'
  | 'suite'
  | 'url'
  | 'clock'
  | 'check_url'
  | 'dingtalk';

/** One finding: a line. Holds no secret. */
export interface Finding {
  readonly check: CheckName;
  readonly status: 'ok' | 'warning' | 'failure';
  readonly message: Told;
  /** What to do next. */
  readonly next?: Told;
  /** The same for scripts, where a line holds more than they can take apart. */
  readonly details?: JsonObject;
}

const NAMES: Readonly<Record<CheckName, Told>> = {
  configuration: { en: 'configuration', zh: '配置' },
  credentials: { en: 'token and key', zh: 'token/密钥' },
  owner_keys: { en: 'owner keys', zh: 'owner key' },
  rotation: { en: 'rotation', zh: '轮换' },
  store: { en: 'store', zh: '存储' },
  backlog: { en: 'failed list', zh: '失败列表' },
  suite: { en: 'third-party app', zh: '第三方应用' },
  url: { en: 'URL', zh: 'URL' },
  clock: { en: 'clock', zh: '时钟' },
  check_url: { en: 'check_url', zh: 'check_url' },
  dingtalk: { en: 'DingTalk', zh: '钉钉' },
};

const STATES = {
  en: { ok: 'ok', warning: 'warning', failure: 'failure' },
  zh: { ok: '正常', warning: '警告', failure: '失败' },
} as const;
const COLOURS = { ok: pc.green, warning: pc.yellow, failure: pc.red } as const;

/** A finding as one line. */
export function findingLine({ check, status, message, next }: Finding, language: Language): string {
  const state = COLOURS[status](STATES[language][status].padEnd(language === 'en' ? 7 : 2));
  const colon = language === 'zh' ? '：' : ': ';
  const text = `${NAMES[check][language]}${colon}${message[language]}${next === undefined ? '' : ` → ${next[language]}`}`;
  return `${state}  ${printableLines(text).replaceAll('\n', ' ')}`;
}

/** A finding for scripts. */
export function findingJson({ check, status, message, next, details }: Finding, tell: Tell) {
  return {
    ...{ check, status, message: tell(message) },
    ...(next === undefined ? {} : { next: tell(next) }),
    ...(details === undefined ? {} : { details }),
  };
}

/** A finding that names the app which it is about. */
export function ofApp({ name }: { readonly name: string }, finding: Finding): Finding {
  const { en, zh } = finding.message;
  return { ...finding, message: both(`${name}: ${en}`, `${name}：${zh}`) };
}

/** A finding that is as it should be. */
export function ok(check: CheckName, message: Told, next?: Told): Finding {
  return { check, status: 'ok', message, ...(next === undefined ? {} : { next }) };
}

/** A finding that may be wrong; it does not make the command fail. */
export function warning(check: CheckName, message: Told, next?: Told): Finding {
  return { ...ok(check, message, next), status: 'warning' };
}

/** A finding that keeps events from arriving. */
export function failure(check: CheckName, message: Told, next?: Told): Finding {
  return { ...ok(check, message, next), status: 'failure' };
}
