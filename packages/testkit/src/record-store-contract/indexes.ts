import assert from 'node:assert/strict';
import type { IndexQuery, StoredRecord } from '@dinghub/core';
import type { Runner } from '../runner';
import { record, type Subject } from './contract';
import { readAll } from './lists';

const BASE = 1_763_900_000_000;
const sorts = (items: readonly StoredRecord[]) => items.map(({ sort }) => sort);

/** Timeline, subject and due: who is in them, in which order, between which bounds. */
export function indexes(runner: Runner, subject: Subject): void {
  const { store, fresh, eventually, reopen } = subject;

  for (const index of ['timeline', 'subject'] as const) {
    runner.it(`reads the ${index} index by instant, both ways, by pages, between bounds`, async () => {
      const p = fresh('p');
      for (const i of [3, 1, 4, 0, 2]) await store().insert(record(p, `s${i}`, { [index]: { name: p, at: BASE + i } }));
      await store().insert(record(p, 'other', { [index]: { name: `${p}x`, at: BASE } }));
      await store().insert(record(p, 'none'));
      const query: IndexQuery = { index, name: p };
      await eventually(async () => {
        for (const limit of [1, 2, 5, 50]) {
          const up = await readAll((page) => store().query(query, page), { limit });
          assert.deepEqual(sorts(up), ['s0', 's1', 's2', 's3', 's4']);
          const down = await readAll((page) => store().query(query, page), { limit, order: 'descending' });
          assert.deepEqual(sorts(down), ['s4', 's3', 's2', 's1', 's0']);
          const some = await readAll((page) => store().query({ ...query, from: BASE + 1, until: BASE + 3 }, page), {
            limit,
          });
          assert.deepEqual(sorts(some), ['s1', 's2']);
        }
        assert.deepEqual(await store().query({ ...query, from: BASE + 9 }, { limit: 5 }), { items: [] });
        assert.deepEqual(await store().query({ index, name: p.slice(0, -1) }, { limit: 5 }), { items: [] });
      });
    });
  }

  runner.it('gives whole records from an index', async () => {
    const p = fresh('p');
    const whole = record(p, 's', {
      timeline: { name: p, at: BASE },
      dueAt: 7,
      expiresAt: 4_000_000_000_000,
      value: { a: [1] },
    });
    await store().insert(whole);
    await eventually(async () => {
      const { items } = await store().query({ index: 'timeline', name: p }, { limit: 5 });
      assert.deepEqual(items, [{ ...whole, version: 1 }]);
    });
  });

  runner.it('neither repeats nor misses records of one instant, over pages and a restart', async () => {
    const p = fresh('p');
    const all = Array.from({ length: 25 }, (_, i) => `s${i}`);
    await Promise.all(all.map((sort) => store().insert(record(p, sort, { timeline: { name: p, at: BASE } }))));
    await eventually(async () => {
      for (const order of ['ascending', 'descending'] as const) {
        const read = await readAll(async (page) => (await reopen()).query({ index: 'timeline', name: p }, page), {
          limit: 4,
          order,
        });
        assert.deepEqual(sorts(read).sort(), [...all].sort());
      }
    });
  });

  runner.it(
    'moves a record in an index when a replace changes its instant, and out of it when it is dropped or removed',
    async () => {
      const p = fresh('p');
      const at = (instant: number) => ({ timeline: { name: p, at: BASE + instant } });
      for (const i of [0, 1, 2]) await store().insert(record(p, `s${i}`, at(i)));
      const expectOrder = (expected: string[]) =>
        eventually(async () => {
          const { items } = await store().query({ index: 'timeline', name: p }, { limit: 9 });
          assert.deepEqual(sorts(items), expected);
        });
      await store().replace({ ...record(p, 's0', at(9)), version: 1 });
      await expectOrder(['s1', 's2', 's0']);
      await store().replace({ ...record(p, 's1'), version: 1 });
      await expectOrder(['s2', 's0']);
      await store().remove({ partition: p, sort: 's2' }, 1);
      await expectOrder(['s0']);
    },
  );

  runner.it('reads what is due, the longest overdue first, whenever it was due', async () => {
    const p = fresh('p');
    const due = { s0: 0, s1: 1, s2: 1_000, s3: BASE, s4: BASE + 1 };
    for (const [sort, dueAt] of Object.entries(due).reverse()) await store().insert(record(p, sort, { dueAt }));
    await store().insert(record(p, 'none'));
    const mine = async (until: number, limit: number) =>
      sorts(
        (await readAll((page) => store().query({ index: 'due', until }, page), { limit })).filter(
          ({ partition }) => partition === p,
        ),
      );
    await eventually(async () => {
      assert.deepEqual(await mine(BASE + 1, 3), ['s0', 's1', 's2', 's3']);
      assert.deepEqual(await mine(BASE + 2, 100), ['s0', 's1', 's2', 's3', 's4']);
      assert.deepEqual(await mine(0, 10), []);
    });
    for (const sort of Object.keys(due)) await store().replace({ ...record(p, sort), version: 1 });
    await eventually(async () => assert.deepEqual(await mine(BASE + 2, 100), []));
  });
}
