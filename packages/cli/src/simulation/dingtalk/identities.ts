import { CREATE_SUITE_KEY, type DingTalkApp, type SuiteSettings } from '@dinghub/simulator';

/** Names that nobody at DingTalk has, of the forms that DingTalk's have, so that each is taken for what it is. */
export const SIMULATED = {
  appKey: 'dingsimulatedapp0000',
  appSecret: 'secret-of-no-real-app',
  corpId: `ding${'0'.repeat(32)}`,
  suiteKey: 'suite-simulated',
  suiteSecret: 'secret-of-no-real-suite',
  suiteId: '1000001',
} as const;

/** Who is played: an internal application, and maybe a third-party one whose first organisation is the same. */
export interface Identities {
  readonly app: DingTalkApp;
  readonly suite?: DingTalkApp;
}

/** Puts together who is played. Keys that are not given are invented ones. */
export function identitiesFrom(given: {
  readonly appKey: string;
  readonly appSecret: string;
  readonly corpId: string;
  readonly suite?: {
    readonly key: string;
    readonly secret: string;
    readonly settings: Omit<SuiteSettings, 'suiteId'>;
  };
}): Identities {
  const { appKey, appSecret, corpId, suite } = given;
  const app = { appKey, appSecret, corpId };
  if (suite === undefined) return { app };
  const settings = { suiteId: SIMULATED.suiteId, ...suite.settings };
  return { app, suite: { appKey: suite.key, appSecret: suite.secret, corpId, suite: settings } };
}

/** The owner keys that a hub has to accept to hear all that a third-party application is sent. */
export const suiteOwnerKeys = ({ appKey }: DingTalkApp): readonly string[] => [CREATE_SUITE_KEY, appKey];

/** What a hub and its commands need in their environment to take this DingTalk for theirs. */
export function environmentFor({ app }: Identities, url: string): Readonly<Record<string, string>> {
  const { appKey, appSecret, corpId } = app;
  return {
    DINGTALK_API_ENDPOINT: url,
    DINGTALK_APP_KEY: appKey,
    DINGTALK_APP_SECRET: appSecret,
    DINGTALK_OWNER_KEY: `${corpId},${appKey}`,
  };
}
