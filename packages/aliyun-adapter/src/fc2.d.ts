/** The part of `@alicloud/fc2` that is used; the package has no types of its own. Read in its lib/client.js, version 2.6.6. */
declare module '@alicloud/fc2' {
  interface ClientConfig {
    readonly accessKeyID: string;
    readonly accessKeySecret: string;
    readonly securityToken?: string | undefined;
    readonly region: string;
    /** `https` when there is no `endpoint`. */
    readonly secure?: boolean;
    /** Alibaba Cloud's own network when there is no `endpoint`. */
    readonly internal?: boolean;
    readonly endpoint?: string | undefined;
    /** For the connection and, counted anew, for the whole answer, in ms. */
    readonly timeout?: number;
    /** Sent with every request, and signed where they begin with `x-fc-`. */
    readonly headers?: Readonly<Record<string, string>>;
  }

  class Client {
    constructor(accountId: string, config: ClientConfig);
    /** In front of every path; `2016-08-15` unless it is changed. */
    version: string;
    /** @throws Error whose message has the status, `… failed with 403. …`, for every answer that is not 2xx */
    post(
      path: string,
      body: string | Buffer,
      headers: Readonly<Record<string, string>>,
    ): Promise<{ readonly headers: Readonly<Record<string, string | undefined>>; readonly data: unknown }>;
  }

  export = Client;
}
