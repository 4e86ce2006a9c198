import { rotationOf } from '../../src/sightings/index';

const MINUTE = 60_000;
const NOW = 1_763_900_000_000;

describe('a rotation', () => {
  const stateOf = (used: Record<string, number>, now = NOW) => rotationOf({ used }, ['new', 'old', 'older'], now).state;

  it.each([
    ['nothing has come at all', {}, 'new_unused'],
    ['events come with the old one alone', { old: NOW }, 'new_unused'],
    ['the old one was used a minute less 1 ms before the new', { new: NOW, old: NOW - MINUTE + 1 }, 'old_in_use'],
    ['the old one was used after the new', { new: NOW - MINUTE, old: NOW }, 'old_in_use'],
    ['one that is older still is in use', { new: NOW, old: NOW - 9 * MINUTE, older: NOW }, 'old_in_use'],
    ['the old one was last used a minute before the new', { new: NOW, old: NOW - MINUTE }, 'done'],
    ['the old one was never used', { new: NOW - 99 * MINUTE }, 'done'],
    ['only another app’s credential was used', { other: NOW }, 'new_unused'],
  ])('where %s (%j) is %s', (_, used, state) => expect(stateOf(used)).toBe(state));

  it('is not judged by times from the future: a clock that was set back makes the new one look younger than it is', () => {
    expect(stateOf({ new: NOW + 60 * MINUTE, old: NOW })).toBe('clock_set_back');
    expect(stateOf({ old: NOW + 60 * MINUTE })).toBe('clock_set_back');
    expect(stateOf({ new: NOW + MINUTE, old: NOW - MINUTE })).toBe('done');
  });

  it('says when each was last used', () => {
    expect(rotationOf({ used: { new: 5, old: 1, older: 3 } }, ['new', 'old', 'older'], NOW)).toEqual({
      state: 'old_in_use',
      newUsedAt: 5,
      oldUsedAt: 3,
    });
    expect(rotationOf({ used: {} }, ['new', 'old'], NOW)).toEqual({ state: 'new_unused' });
  });
});
