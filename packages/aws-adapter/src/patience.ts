/** How long a client waits for an answer, and how often it asks. */
export interface Patience {
  readonly connectMs: number;
  /** For one try, from the request to the whole answer. */
  readonly requestMs: number;
  readonly tries: number;
}

/** Two tries of this length fit into the callback's second. */
export const CALLBACK_PATIENCE: Patience = { connectMs: 300, requestMs: 450, tries: 2 };

/** Nobody waits for a worker: a slow answer is better than doing the task again. Three tries fit into the rest of an invocation. */
export const WORKER_PATIENCE: Patience = { connectMs: 1000, requestMs: 2500, tries: 3 };

/** The settings of an SDK client, with connections that are kept. */
export function clientSettings({ connectMs, requestMs, tries }: Patience) {
  const agent = { keepAlive: true, maxSockets: 128 };
  return {
    maxAttempts: tries,
    requestHandler: {
      connectionTimeout: connectMs,
      requestTimeout: requestMs,
      throwOnRequestTimeout: true,
      httpAgent: agent,
      httpsAgent: agent,
    },
  };
}
