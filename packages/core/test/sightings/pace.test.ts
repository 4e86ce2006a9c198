import { createPace } from '../../src/sightings/pace';

describe('the pace', () => {
  const setUp = () => {
    let now = 1_000_000;
    return {
      pace: createPace(() => now),
      pass: (ms: number) => {
        now += ms;
      },
    };
  };

  it('is once a minute, for each thing by itself', () => {
    const { pace, pass } = setUp();
    expect([pace.take('a'), pace.take('a'), pace.take('b')]).toEqual([true, false, true]);
    pass(59_999);
    expect(pace.take('a')).toBe(false);
    pass(1);
    expect([pace.take('a'), pace.take('a')]).toEqual([true, false]);
  });

  it('is five seconds after a failure, not at once', () => {
    const { pace, pass } = setUp();
    expect(pace.take('a')).toBe(true);
    pace.failed('a');
    expect(pace.take('a')).toBe(false);
    pass(5000);
    expect([pace.take('a'), pace.take('a')]).toEqual([true, false]);
  });

  it('does not stand still for an hour when the clock goes back by one', () => {
    const { pace, pass } = setUp();
    expect(pace.take('a')).toBe(true);
    pass(-3_600_000);
    expect([pace.take('a'), pace.take('a')]).toEqual([true, false]);
  });
});
