import type { EventFilter, StoredEvent } from '@dinghub/core';
import type { EventSource } from '../../src/events/event-source';
import { tail } from '../../src/events/tail';
import { event } from '../admin-hub';

/** A log of a store whose clock is ahead of this machine's by `ahead` ms. */
function createLog(ahead = 0) {
  const log: StoredEvent[] = [];
  let failure: Error | undefined;
  const now = () => Date.now() + ahead;
  const source: EventSource = {
    now,
    lookEveryMs: 5,
    pageSize: 2,
    get: () => Promise.reject(new Error('not asked for')),
    async list({ since = 0, subject }: EventFilter, { limit, cursor }) {
      if (failure !== undefined) throw failure;
      const isListed = ({ event: one, receivedAt }: StoredEvent) =>
        subject === undefined ? receivedAt >= since : one.subject === subject && Date.parse(one.time) >= since;
      const all = log.filter(isListed).sort((a, b) => b.receivedAt - a.receivedAt);
      const from = Number(cursor ?? 0);
      const items = all.slice(from, from + limit);
      return { items, ...(from + limit < all.length ? { cursor: String(from + limit) } : {}) };
    },
  };
  return {
    source,
    now,
    arrive: (id: string, receivedAt = now(), more: object = {}) =>
      log.push({ event: event({ id, ...more }), receivedAt }),
    fail: (error: Error | undefined) => {
      failure = error;
    },
  };
}

/** Tails until `stop`; `shown` are the ids. */
function follow(
  source: EventSource,
  options: { lines?: number; filter?: EventFilter; onWaiting?: () => void; onFailure?: (error: unknown) => void } = {},
) {
  const shown: string[] = [];
  const controller = new AbortController();
  const done = tail(source, {
    filter: {},
    lines: 0,
    ...options,
    show: (stored) => shown.push(stored.event.id),
    signal: controller.signal,
  });
  const stop = async () => {
    await until(() => false, 40);
    controller.abort();
    await done;
  };
  return { shown, stop, done };
}

async function until(condition: () => boolean, ms = 5000): Promise<void> {
  for (const end = Date.now() + ms; Date.now() < end && !condition(); ) await new Promise((r) => setTimeout(r, 2));
}

describe('tail', () => {
  it('shows each event once, in the order of arrival, after so many earlier ones', async () => {
    const { source, now, arrive } = createLog();
    for (let i = 1; i <= 4; i++) arrive(`old${i}`, now() - 60_000 + i);
    const { shown, stop } = follow(source, { lines: 3 });
    await until(() => shown.length === 3);
    for (let i = 1; i <= 5; i++) arrive(`new${i}`, now() + i / 10);
    await until(() => shown.length === 8);
    await stop();
    expect(shown).toEqual(['old2', 'old3', 'old4', 'new1', 'new2', 'new3', 'new4', 'new5']);
  });

  it.each([0, 2])('says that it waits once the earlier events are shown, of which there are %i', async (count) => {
    const { source, now, arrive } = createLog();
    for (let i = 0; i < count; i++) arrive(`old${i}`, now() - 60_000 + i);
    const waits: number[] = [];
    const following = follow(source, { lines: 3, onWaiting: () => waits.push(following.shown.length) });
    await following.stop();
    expect(waits).toEqual([count]);
  });

  it('is not blinded by an event from the future', async () => {
    const { source, now, arrive } = createLog();
    arrive('future', now() + 3_600_000);
    const { shown, stop } = follow(source, { lines: 1 });
    await until(() => shown.length === 1);
    arrive('later future', now() + 7_200_000);
    await until(() => shown.length === 2);
    arrive('now');
    await until(() => shown.length === 3);
    await stop();
    expect(shown).toEqual(['future', 'later future', 'now']);
  });

  it.each([-3_600_000, 3_600_000])('goes by the store’s clock, which is %d ms ahead', async (ahead) => {
    const { source, arrive } = createLog(ahead);
    const { shown, stop } = follow(source);
    await until(() => false, 20);
    arrive('a');
    await until(() => shown.length === 1);
    await stop();
    expect(shown).toEqual(['a']);
  });

  it('shows what is about one subject also when it happened long before it arrived', async () => {
    const { source, arrive } = createLog();
    const about = { subject: 'approval/p7', time: '2020-01-01T00:00:00.000Z' };
    arrive('before', undefined, about);
    const { shown, stop } = follow(source, { filter: { subject: 'approval/p7' } });
    await until(() => false, 20);
    arrive('late', undefined, about);
    arrive('other');
    await until(() => shown.length === 1);
    await stop();
    expect(shown).toEqual(['late']);
  });

  it('goes on when looking failed for a while, if it is told that this passes', async () => {
    const { source, arrive, fail } = createLog();
    const failures: unknown[] = [];
    const { shown, stop } = follow(source, { onFailure: (error) => failures.push(error) });
    await until(() => false, 20);
    const away = new Error('away');
    fail(away);
    await until(() => failures.length > 1);
    fail(undefined);
    arrive('a');
    await until(() => shown.length === 1);
    await stop();
    expect([shown, failures[0]]).toEqual([['a'], away]);
  });

  it('ends with what looking failed of, otherwise', async () => {
    const { source, fail } = createLog();
    const { done } = follow(source);
    await until(() => false, 20);
    fail(new Error('broken'));
    await expect(done).rejects.toThrow('broken');
  });
});
