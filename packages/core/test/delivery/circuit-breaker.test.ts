import {
  decide,
  type Health,
  hasFailedForGood,
  isHealthy,
  probing,
  recorded,
} from '../../src/delivery/circuit-breaker';

const NOW = Date.UTC(2026, 10, 23, 8);
const MINUTE = 60_000;
const well: Health = { outcomes: [] };

/** The health after outcomes one second apart. */
function after(outcomes: readonly boolean[], from: Health = well, startedAt = NOW): Health {
  return outcomes.reduce((health, ok, i) => recorded(health, ok, startedAt + i * 1000), from);
}

describe('the breaker of a receiver', () => {
  it('stays closed for nine failures and opens at the tenth', () => {
    const nine = after(Array(9).fill(false));
    expect(decide(nine, NOW + MINUTE)).toEqual({ kind: 'go' });
    const ten = recorded(nine, false, NOW + 9000);
    expect(decide(ten, NOW + 9001)).toEqual({ kind: 'wait', until: NOW + 39_000 });
  });

  it('opens at 70 % failures, not below', () => {
    const mixed = (failures: number) => after([...Array(failures).fill(false), ...Array(20 - failures).fill(true)]);
    expect(recorded(mixed(13), false, NOW + 21_000).openedAt).toBeUndefined();
    const last = after([...Array(5).fill(true), ...Array(14).fill(false)], recorded(well, false, NOW - 1000));
    expect(last.openedAt).toBeDefined();
  });

  it('forgets what is older than five minutes', () => {
    const old = after(Array(9).fill(false));
    expect(recorded(old, false, NOW + 6 * MINUTE).openedAt).toBeUndefined();
  });

  it('lets one probe through after 30 s, and one more each 30 s while it fails', () => {
    const open = after(Array(10).fill(false));
    const probeAt = NOW + 39_000;
    expect(decide(open, probeAt)).toEqual({ kind: 'probe' });
    const probed = probing(open, probeAt);
    expect(decide(probed, probeAt + 1)).toEqual({ kind: 'wait', until: probeAt + 30_000 });
    const failed = recorded(probed, false, probeAt + 10_000);
    expect(failed.openedAt).toBe(open.openedAt);
    expect(decide(failed, probeAt + 39_999)).toMatchObject({ kind: 'wait' });
    expect(decide(failed, probeAt + 40_000)).toEqual({ kind: 'probe' });
  });

  it('closes at the first success, with nothing left to remember', () => {
    expect(isHealthy(recorded(after(Array(12).fill(false)), true, NOW + MINUTE))).toBe(true);
  });

  it('is not held open by a clock that went back', () => {
    expect(decide(after(Array(10).fill(false)), NOW - MINUTE)).toEqual({ kind: 'probe' });
  });

  it('keeps a bounded memory', () => {
    expect(after(Array.from({ length: 500 }, (_, i) => i % 2 === 0)).outcomes.length).toBeLessThanOrEqual(100);
  });
});

describe('five days of failures only', () => {
  const DAY = 24 * 60 * MINUTE;
  const failing = after([false]);

  it('count from the first failure after the last success', () => {
    expect(hasFailedForGood(recorded(failing, false, NOW + 5 * DAY - 1), NOW + 5 * DAY - 1)).toBe(false);
    expect(hasFailedForGood(recorded(failing, false, NOW + 5 * DAY), NOW + 5 * DAY)).toBe(true);
  });

  it('start again after one success', () => {
    const recovered = recorded(recorded(failing, true, NOW + 4 * DAY), false, NOW + 4 * DAY + 1);
    expect(hasFailedForGood(recovered, NOW + 5 * DAY)).toBe(false);
  });
});
