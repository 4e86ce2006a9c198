import { ConfigError } from '@dinghub/core';
import { readAdminToken, readSettings } from '../src/settings';

const ENV = {
  TABLESTORE_ENDPOINT: 'https://hub.cn-hangzhou.vpc.tablestore.aliyuncs.com',
  TABLESTORE_INSTANCE: 'hub',
  DINGHUB_TABLE: 'dinghub_dev',
  DINGHUB_WORKER: 'dinghub-dev-worker',
};

function problemsOf(read: () => unknown): readonly string[] {
  try {
    read();
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('the settings of a function', () => {
  it('come from the environment; Function Compute’s address needs none', () => {
    expect(readSettings(ENV)).toEqual({
      tablestoreEndpoint: ENV.TABLESTORE_ENDPOINT,
      tablestoreInstance: 'hub',
      table: 'dinghub_dev',
      workerFunction: 'dinghub-dev-worker',
    });
    const fcEndpoint = 'https://1.cn-hangzhou.fc.aliyuncs.com';
    expect(readSettings({ ...ENV, DINGHUB_FC_ENDPOINT: fcEndpoint })).toMatchObject({ fcEndpoint });
  });

  it('are refused with everything that is missing or wrong at once, and without values', () => {
    expect(problemsOf(() => readSettings({}))).toHaveLength(4);
    const wrong = {
      ...ENV,
      TABLESTORE_ENDPOINT: 's3cret',
      DINGHUB_FC_ENDPOINT: 's3cret',
      DINGHUB_WORKER: 'acs:fc/s3cret',
    };
    const problems = problemsOf(() => readSettings(wrong));
    expect(problems).toEqual([
      'TABLESTORE_ENDPOINT: expected a URL with http:// or https://.',
      'DINGHUB_FC_ENDPOINT: expected a URL with http:// or https://.',
      'DINGHUB_WORKER: expected the name of a function, without its account, version or alias.',
    ]);
  });

  it('want an admin token that cannot be guessed', () => {
    expect(readAdminToken({ DINGHUB_ADMIN_TOKEN: 'x'.repeat(16) })).toBe('x'.repeat(16));
    expect(problemsOf(() => readAdminToken({}))).toEqual(['DINGHUB_ADMIN_TOKEN: missing; use at least 16 characters.']);
    expect(problemsOf(() => readAdminToken({ DINGHUB_ADMIN_TOKEN: 'short' }))).toEqual([
      'DINGHUB_ADMIN_TOKEN: too short; use at least 16 characters.',
    ]);
  });
});
