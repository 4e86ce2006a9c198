import { ConfigError, type Environment, parseSettings } from '@dinghub/core';

/** Where the functions behind the callback find what they work with. */
export interface Settings {
  /** The name of the DynamoDB table. */
  readonly table: string;
  /** The URL of the SQS queue. */
  readonly queueUrl: string;
  readonly retentionDays: number;
}

/** What these functions read besides what every platform does. */
const KNOWN = ['DINGHUB_TABLE', 'DINGHUB_QUEUE_URL', 'DINGHUB_ALLOW_NETWORKS', 'DINGHUB_ALLOW_HTTP'];

/** @throws ConfigError, also for names that nobody knows */
export function readSettings(env: Environment): Settings {
  const problems: string[] = [];
  const { retentionDays } = parseSettings(env, KNOWN);
  const table = env.DINGHUB_TABLE ?? '';
  if (table === '') problems.push('DINGHUB_TABLE is missing: it names the DynamoDB table.');
  const queueUrl = env.DINGHUB_QUEUE_URL ?? '';
  if (!/^https?:\/\/[^/]+\/./.test(queueUrl)) {
    problems.push(`DINGHUB_QUEUE_URL: ${queueUrl ? 'expected' : 'missing; it is'} the URL of the SQS queue.`);
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return { table, queueUrl, retentionDays };
}
