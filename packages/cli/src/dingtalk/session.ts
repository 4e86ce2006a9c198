import type { Environment } from '@dinghub/core';
import { isSuiteKey } from '@dinghub/core/dingtalk';
import pc from 'picocolors';
import { CliError } from '../failure';
import { languageOf } from '../language';
import { jsonLine, print, printable, printableLines, printError, printProgress } from '../terminal';
import { both, type Tell, type Told, tellIn } from '../told';
import { describeDingTalkFailure, failureJson, isDingTalkFailure } from './api-failure';
import { createClient, type ObservedDingTalk } from './client';
import { type ConfiguredApp, chooseApp, readConfigured } from './configured-apps';
import type { AppOptions } from './registration-options';

/** What a command about one app has: the app, its client, and how to talk. */
export interface Session {
  readonly app: ConfiguredApp;
  readonly dingTalk: ObservedDingTalk;
  readonly tell: Tell;
  readonly env: Environment;
  /** For people: one line that begins with a word in colour. Says nothing where JSON is wanted. */
  say(word: Told, text: Told): void;
  /** What is waited for, where somebody looks at a terminal. Says nothing where JSON is wanted. */
  progress(text: Told): void;
  /** A line that needs attention, on standard error. */
  warn(text: Told): void;
}

/**
 * Runs a command about one app, and says what DingTalk has against it in the language of the environment.
 * @throws CliError, ConfigError
 */
export async function withSession(options: AppOptions, use: (session: Session) => Promise<void>): Promise<void> {
  const env: Environment = process.env;
  const tell = tellIn(languageOf(env));
  const app = chooseApp(readConfigured(options.data, env).apps, options.app);
  if (app.appKey !== undefined && isSuiteKey(app.appKey)) throw new CliError(tell(THIRD_PARTY));
  const dingTalk = createClient({ app, env, tell });
  await tellingFailures(options, tell, () =>
    use({
      app,
      dingTalk,
      tell,
      env,
      say(word, text) {
        if (!options.json) print(`${pc.cyan(tell(word))}  ${printable(tell(text))}`);
      },
      progress(text) {
        if (!options.json) printProgress(tell(text));
      },
      warn: (text) => printError(`${pc.yellow(tell(WARNING))}  ${printable(tell(text))}`),
    }),
  );
}

const THIRD_PARTY = both(
  'This is a third-party app: its AppKey is a suiteKey. Its URL is set in the developer console of the suite; there is no API for it.',
  '这是第三方应用：其 AppKey 为 suiteKey。回调地址在套件的开发者后台设置，没有对应的接口。',
);

const WARNING = { en: 'warning', zh: '警告' };

/** Turns what DingTalk has against a call into a failure of the command; with `--json` on standard output too. */
export async function tellingFailures<T>(
  options: { readonly json?: boolean },
  tell: Tell,
  run: () => Promise<T>,
): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!isDingTalkFailure(error)) throw error;
    if (options.json) print(jsonLine(failureJson(error, tell, process.env)));
    const message = describeDingTalkFailure(error, tell, process.env);
    throw new CliError(printableLines(message), undefined, error.code);
  }
}
