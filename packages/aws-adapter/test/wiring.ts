/**
 * How serverless.yml wires the functions, as far as tests play Lambda: `template-suite.ts` compares it with the template, and
 * the end-to-end suites run with it.
 */
export const WIRING = {
  /** What of the table's stream reaches the dispatch function. */
  streamFilter: { eventName: ['INSERT'], dynamodb: { Keys: { sk: { S: ['event'] } } } },
  streamBatch: 25,
  streamRetries: 3,
  queueBatch: 10,
  workers: 50,
  workerTimeoutMs: 30_000,
  dispatchTimeoutMs: 30_000,
  sweeperTimeoutMs: 50_000,
  visibilitySeconds: 180,
  maxReceiveCount: 5,
} as const;
