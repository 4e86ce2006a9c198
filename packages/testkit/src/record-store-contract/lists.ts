import assert from 'node:assert/strict';
import { InvalidCursor, type Page, type PageRequest, type StoredRecord } from '@dinghub/core';
import type { Runner } from '../runner';
import { record, type Subject } from './contract';

/** Reads a listing to its end, page by page. */
export async function readAll(
  next: (page: PageRequest) => Promise<Page<StoredRecord>>,
  request: PageRequest,
  between: (pages: number) => Promise<void> = async () => {},
): Promise<StoredRecord[]> {
  const items: StoredRecord[] = [];
  let cursor: string | undefined;
  for (let pages = 1; pages < 1000; pages++) {
    const page = await next({ ...request, ...(cursor === undefined ? {} : { cursor }) });
    assert.ok(page.items.length <= request.limit, 'a page is longer than its limit');
    items.push(...page.items);
    if (page.cursor === undefined) return items;
    cursor = page.cursor;
    await between(pages);
  }
  throw new Error('The listing does not end.');
}

const sorts = (items: readonly StoredRecord[]) => items.map(({ sort }) => sort);

/** The records of one partition, in the byte order of their sort keys. */
export function lists(runner: Runner, { store, fresh, reopen }: Subject): void {
  runner.it('lists a partition in UTF-8 byte order, both ways, by pages of any size', async () => {
    const p = fresh('p');
    const ordered = ['A', 'a', 'a#', 'a0', 'aa', 'é', '中', '\uff5e', '🎉'];
    for (const sort of [...ordered].reverse()) await store().insert(record(p, sort));
    await store().insert(record(`${p}0`, 'other'));
    for (const limit of [1, 2, 4, 9, 100]) {
      assert.deepEqual(sorts(await readAll((page) => store().list(p, page), { limit })), ordered);
      const descending = await readAll((page) => store().list(p, page), { limit, order: 'descending' });
      assert.deepEqual(sorts(descending), [...ordered].reverse());
    }
  });

  runner.it('neither repeats nor misses a record when others come and go between pages', async () => {
    const p = fresh('p');
    for (let i = 10; i < 20; i++) await store().insert(record(p, `s${i}`));
    const items = await readAll(
      (page) => store().list(p, page),
      { limit: 3 },
      async (pages) => {
        if (pages === 1) {
          await store().insert(record(p, 's00'));
          await store().remove({ partition: p, sort: 's11' }, 1);
          await store().insert(record(p, 's15x'));
        }
      },
    );
    const expected = [10, 11, 12, 13, 14, 15].map((i) => `s${i}`).concat('s15x', 's16', 's17', 's18', 's19');
    assert.deepEqual(sorts(items), expected);
  });

  runner.it('goes on after a restart with a cursor from before', async () => {
    const p = fresh('p');
    for (let i = 0; i < 5; i++) await store().insert(record(p, `s${i}`));
    const { cursor } = await store().list(p, { limit: 2 });
    assert.ok(cursor !== undefined);
    const rest = await (await reopen()).list(p, { limit: 10, cursor });
    assert.deepEqual(sorts(rest.items), ['s2', 's3', 's4']);
  });

  for (const cursor of ['', 'garbage', '[]', Buffer.from('{"a":1}').toString('base64url'), 'x'.repeat(5000)]) {
    runner.it(`refuses the cursor ${JSON.stringify(cursor.slice(0, 12))} with InvalidCursor`, async () => {
      await assert.rejects(store().list(fresh('p'), { limit: 2, cursor }), InvalidCursor);
      await assert.rejects(store().query({ index: 'timeline', name: fresh('t') }, { limit: 2, cursor }), InvalidCursor);
      await assert.rejects(store().query({ index: 'due', until: 1 }, { limit: 2, cursor }), InvalidCursor);
    });
  }
}
