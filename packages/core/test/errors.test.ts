import { ConfigError } from '../src/errors';

describe('a configuration that is wrong', () => {
  it('names its problems, each on a line of its own', () =>
    expect(new ConfigError(['A: missing.', 'B: unknown.']).message).toBe(
      'The configuration cannot be used:\n  - A: missing.\n  - B: unknown.',
    ));
});
