import { collect, type ReadPage } from '../../src/api/collect';

/** A listing of so many items that hands out pages of what it is asked for, and notes the limits. */
function listingOf(count: number): { readonly read: ReadPage<number>; readonly limits: number[] } {
  const limits: number[] = [];
  const read: ReadPage<number> = async ({ limit, cursor }) => {
    limits.push(limit);
    const from = Number(cursor ?? 0);
    const to = Math.min(count, from + limit);
    const items = Array.from({ length: to - from }, (_, i) => from + i);
    return { items, ...(to < count ? { cursor: String(to) } : {}) };
  };
  return { read, limits };
}

describe('reading a listing', () => {
  it('asks for pages of at most 500, however many are wanted', async () => {
    const { read, limits } = listingOf(1200);
    expect((await collect(read, Number.POSITIVE_INFINITY)).items).toHaveLength(1200);
    expect(limits).toEqual([500, 500, 500]);
  });

  it('ends where it has as many as wanted, and says where to go on', async () => {
    const { read, limits } = listingOf(1200);
    const { items, cursor } = await collect(read, 600);
    expect([items.length, cursor, limits]).toEqual([600, '600', [500, 100]]);
  });

  it('ends where the listing gets nowhere', async () => {
    const read = jest.fn<ReturnType<ReadPage<number>>, []>(async () => ({ items: [7], cursor: 'here' }));
    expect(await collect(read, 600)).toEqual({ items: [7, 7], cursor: 'here' });
    expect(read).toHaveBeenCalledTimes(2);
  });

  it('ends where cursors lead in a circle, with nothing on their pages', async () => {
    let calls = 0;
    const { items } = await collect<number>(async ({ cursor }) => {
      calls++;
      if (calls > 9) throw new Error('It goes round and round.');
      return { items: [], cursor: cursor === 'one' ? 'other' : 'one' };
    }, 600);
    expect([items, calls]).toEqual([[], 3]);
  });

  it('begins where it is told, in pages of the size that it is told', async () => {
    const { read, limits } = listingOf(1200);
    const { items } = await collect(read, 250, { from: '1000', pageSize: 100 });
    expect([items.at(0), items.length, limits]).toEqual([1000, 200, [100, 100]]);
  });
});
