import { ConfigError } from '../src/errors';

describe('a configuration that is wrong', () => {
  it.each([
    [['A: missing.'], 'The configuration has 1 problem:\n  - A: missing.'],
    [['A: missing.', 'B: unknown.'], 'The configuration has 2 problems:\n  - A: missing.\n  - B: unknown.'],
  ])('counts its problems, each on a line of its own: %j', (problems, message) =>
    expect(new ConfigError(problems).message).toBe(message),
  );
});
