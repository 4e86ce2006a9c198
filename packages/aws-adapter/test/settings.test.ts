import { ConfigError } from '@dinghub/core';
import { readSettings } from '../src/settings';

const env = { DINGHUB_TABLE: 'hub', DINGHUB_QUEUE_URL: 'https://sqs.eu-west-1.amazonaws.com/123456789012/q' };

describe('the settings of the functions behind the callback', () => {
  it('are the table, the queue and the retention', () => {
    expect(readSettings({ ...env, DINGHUB_RETENTION_DAYS: '30', HOME: '/' })).toEqual({
      table: 'hub',
      queueUrl: env.DINGHUB_QUEUE_URL,
      retentionDays: 30,
    });
  });

  it('say everything that is missing at once', () => {
    expect(() => readSettings({})).toThrow(/DINGHUB_TABLE.*\n.*DINGHUB_QUEUE_URL/);
  });

  it.each([{ DINGHUB_QUEUE_URL: 'deliveries' }, { DINGHUB_RETENTION_DAYS: 'x' }, { DINGHUB_QUEUE: 'misspelt' }])(
    'refuse %j',
    (change) => {
      expect(() => readSettings({ ...env, ...change })).toThrow(ConfigError);
    },
  );
});
