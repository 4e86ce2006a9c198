/** One application of the open platform, as its developer console shows it. */
export interface DingTalkApp {
  /** The Client ID: an internal application's AppKey, a third-party one's suiteKey. */
  readonly appKey: string;
  readonly appSecret: string;
  /** The organisation whose events an internal application hears; of a third-party one, the first that authorised it. */
  readonly corpId: string;
  /** Only of third-party (ISV) applications. */
  readonly suite?: SuiteSettings;
}

/** Where the developer console of a third-party application says that its events go. */
export interface SuiteSettings {
  /** Digits; SyncHTTP rows carry it in their `subscribe_id`. */
  readonly suiteId: string;
  readonly url: string;
  readonly token: string;
  /** 43 characters. */
  readonly aesKey: string;
  /**
   * What the answers to check_create_suite_url and check_update_suite_url have to open to: today's pages say `success`, old
   * ones the `Random` of the event. @default 'success'
   */
  readonly checkReply?: 'success' | 'random';
}
