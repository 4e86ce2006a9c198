import { isJsonObject, type JsonObject } from '@dinghub/core';
import { CliError, EXIT_FAILED, EXIT_USAGE } from '../failure';
import type { Language } from '../language';
import { printable } from '../terminal';
import { type ApiRequest, type Exchange, TIMED_OUT, TOO_LARGE } from './exchange';
import { HUB_TEXTS } from './hub-texts';
import type { HubTarget } from './target';

/** Why a hub could not be asked: `CliError.reason` of what {@link noAnswer} gives. */
export const UNREACHABLE = 'unreachable';

const NOT_DINGHUB = 'not_dinghub';

/** What the hub says when it has no such path at all, rather than no such thing. */
const NO_SUCH_PATH = 'There is nothing at this path.';

/** The failure of a request that was not answered. */
export function noAnswer(
  code: string,
  { endpoint, idleFolder }: HubTarget,
  method: ApiRequest['method'],
  language: Language,
): CliError {
  const texts = HUB_TEXTS[language];
  const message = () => {
    if (code === 'ECONNREFUSED') {
      return idleFolder === undefined ? texts.refused(endpoint) : texts.noneRuns(idleFolder);
    }
    if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return texts.noHost(endpoint);
    if (code === TIMED_OUT || code === 'ETIMEDOUT') return texts.timedOut(endpoint, method === 'GET');
    if (code === TOO_LARGE) return texts.tooLarge(endpoint);
    if (code === 'EPROTO' || code.startsWith('ERR_SSL_')) return texts.noTls(endpoint);
    if (/CERT|SIGNATURE|ISSUER|CRL|ALTNAME/.test(code)) return texts.certificate(endpoint, code);
    return texts.cut(endpoint, code);
  };
  return new CliError(message(), EXIT_FAILED, UNREACHABLE);
}

/** The failure that an answer is; its `reason` is the code that the hub gave, or `not_dinghub`. */
export function refusal(
  answer: Extract<Exchange, { kind: 'answer' }>,
  target: HubTarget,
  language: Language,
): CliError {
  const texts = HUB_TEXTS[language];
  const { endpoint, token, tokenFrom } = target;
  const { status, headers } = answer;
  const error = errorOf(answer.text);
  const failed = (message: string, reason: string) => new CliError(message, EXIT_FAILED, reason);
  if (error === undefined) {
    const { location } = headers;
    const isRedirect = status >= 300 && status < 400 && location !== undefined;
    return isRedirect ? failed(texts.moved(endpoint, location), NOT_DINGHUB) : notDinghub(status, target, language);
  }
  const { code, message, problems } = error;
  if (code === 'admin_disabled') return failed(texts.disabled(endpoint), code);
  if (status === 401) {
    return failed(
      token === undefined ? texts.noToken(endpoint, tokenFrom) : texts.wrongToken(endpoint, tokenFrom),
      code,
    );
  }
  if (message === NO_SUCH_PATH) return notDinghub(status, target, language);
  const text = [texts.said(code, message), ...problems.map((problem) => `  - ${printable(problem)}`)].join('\n');
  const isUsage = status === 400 && code !== 'invalid_cursor';
  return new CliError(text, isUsage ? EXIT_USAGE : EXIT_FAILED, code);
}

/** The failure that an answer is which no hub gives. */
export function notDinghub(status: number, { endpoint, idleFolder }: HubTarget, language: Language): CliError {
  const texts = HUB_TEXTS[language];
  const message = idleFolder === undefined ? texts.noHub(endpoint, status) : texts.noneRuns(idleFolder);
  return new CliError(message, EXIT_FAILED, NOT_DINGHUB);
}

/** `{"error":{"code","message","problems"}}`; undefined for anything else. */
function errorOf(text: string): { code: string; message: string; problems: readonly string[] } | undefined {
  const error = parseObject(text)?.error;
  if (!isJsonObject(error)) return undefined;
  const { code, message, problems } = error;
  if (typeof code !== 'string' || typeof message !== 'string') return undefined;
  return { code, message: printable(message), problems: Array.isArray(problems) ? problems.map(String) : [] };
}

/** A JSON object; undefined for anything else. */
export function parseObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
