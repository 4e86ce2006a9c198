import { createFlowControl } from '../../src/delivery/flow-control';
import { createMemoryRecordStore } from '../../src/storage/memory-record-store';

function setUp() {
  const clock = { now: 1_000_000 };
  const store = createMemoryRecordStore();
  return { clock, store, flow: createFlowControl({ store, clock: () => clock.now }) };
}

const LEASE = 60_000;

describe('flow control', () => {
  it('costs a subscription without limits nothing', async () => {
    const { flow, store } = setUp();
    expect(await flow.acquire({ id: 's' }, 'e', LEASE)).toEqual({ kind: 'go' });
    await flow.release({ id: 's' }, 'e');
    expect((await store.list('subscription#s', { limit: 9 })).items).toEqual([]);
  });

  it('lets a rate’s count through in each window, however many workers ask at once', async () => {
    const { flow, clock, store } = setUp();
    const limited = { id: 's', rateLimit: { count: 3, perSeconds: 10 } };
    const other = createFlowControl({ store, clock: () => clock.now });
    const asked = await Promise.all(
      [flow, other, flow, other, flow, other].map((one, i) => one.acquire(limited, `e${i}`, LEASE)),
    );
    expect(asked.filter(({ kind }) => kind === 'go').length).toBeLessThanOrEqual(3);
    while ((await flow.acquire(limited, 'more', LEASE)).kind === 'go');
    expect(await flow.acquire(limited, 'late', LEASE)).toEqual({ kind: 'wait', until: 1_011_000 });
    clock.now += 11_000;
    expect(await flow.acquire(limited, 'next', LEASE)).toEqual({ kind: 'go' });
  });

  it('holds in every window, not only in those that the clock begins', async () => {
    const { flow, clock } = setUp();
    const limited = { id: 's', rateLimit: { count: 10, perSeconds: 1 } };
    const passed: number[] = [];
    for (let i = 0; i < 500; i++) {
      clock.now += 7;
      if ((await flow.acquire(limited, `e${i}`, LEASE)).kind === 'go') passed.push(clock.now);
    }
    for (const at of passed) {
      expect(passed.filter((other) => other >= at && other < at + 1000).length).toBeLessThanOrEqual(10);
    }
    expect(passed.length).toBeGreaterThan(25);
  });

  it('forgets a subscription that is gone', async () => {
    const { flow, store } = setUp();
    await flow.acquire({ id: 's', maxInFlight: 1 }, 'a', LEASE);
    await flow.forget('s');
    await flow.forget('s');
    expect((await store.list('subscription#s', { limit: 9 })).items).toEqual([]);
  });

  it('lets so many attempts be in flight, and one more for each that ends', async () => {
    const { flow, clock } = setUp();
    const limited = { id: 's', maxInFlight: 2 };
    expect((await flow.acquire(limited, 'a', LEASE)).kind).toBe('go');
    expect((await flow.acquire(limited, 'b', LEASE)).kind).toBe('go');
    expect(await flow.acquire(limited, 'c', LEASE)).toEqual({ kind: 'wait', until: clock.now + 1000 });
    await flow.release(limited, 'a');
    expect((await flow.acquire(limited, 'c', LEASE)).kind).toBe('go');
  });

  it('gives the place of a worker that died to others when its lease has run out', async () => {
    const { flow, clock } = setUp();
    const limited = { id: 's', maxInFlight: 1 };
    await flow.acquire(limited, 'dead', LEASE);
    clock.now += LEASE - 1;
    expect((await flow.acquire(limited, 'b', LEASE)).kind).toBe('wait');
    clock.now += 1;
    expect((await flow.acquire(limited, 'b', LEASE)).kind).toBe('go');
  });

  it('lets the holder of a place ask for it again', async () => {
    const { flow } = setUp();
    const limited = { id: 's', maxInFlight: 1 };
    await flow.acquire(limited, 'a', LEASE);
    expect((await flow.acquire(limited, 'a', LEASE)).kind).toBe('go');
  });

  it('starts a new window when the clock goes back', async () => {
    const { flow, clock } = setUp();
    const limited = { id: 's', rateLimit: { count: 1, perSeconds: 10 } };
    await flow.acquire(limited, 'a', LEASE);
    clock.now -= 3_600_000;
    expect((await flow.acquire(limited, 'b', LEASE)).kind).toBe('go');
  });
});
