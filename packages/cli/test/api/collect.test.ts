import type { EventLog, StoredEvent } from '@dinghub/core';
import { collect } from '../src/event-log';

const stored = (id: number): StoredEvent => ({
  event: { specversion: '1.0', id: `e${id}`, source: 'dingtalk', type: 't', time: '', app: 'default', data: {} },
  receivedAt: id,
});

/** A log of so many events that hands out pages of what it is asked for, and notes the limits. */
function logOf(count: number): { readonly log: EventLog; readonly limits: number[] } {
  const limits: number[] = [];
  const list: EventLog['list'] = async (_, { limit, cursor }) => {
    limits.push(limit);
    const from = Number(cursor ?? 0);
    const to = Math.min(count, from + limit);
    const items = Array.from({ length: to - from }, (_, i) => stored(from + i));
    return { items, ...(to < count ? { cursor: String(to) } : {}) };
  };
  return { log: { append: async () => [], get: async () => undefined, list }, limits };
}

describe('reading the event log', () => {
  it('asks for pages of at most 500, however many are wanted', async () => {
    const { log, limits } = logOf(1200);
    expect((await collect(log, {}, Number.POSITIVE_INFINITY)).items).toHaveLength(1200);
    expect(limits).toEqual([500, 500, 500]);
  });

  it('ends where it has as many as wanted, and says where to go on', async () => {
    const { log, limits } = logOf(1200);
    const { items, cursor } = await collect(log, {}, 600);
    expect([items.length, cursor, limits]).toEqual([600, '600', [500, 100]]);
  });
});
