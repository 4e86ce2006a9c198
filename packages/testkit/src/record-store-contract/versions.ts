import assert from 'node:assert/strict';
import type { Runner } from '../runner';
import { record, type Subject } from './contract';

/** Insert once, replace and remove only what one has seen. */
export function versions(runner: Runner, { store, fresh }: Subject): void {
  runner.it('inserts a key once and keeps the first value', async () => {
    const p = fresh('p');
    assert.equal(await store().insert(record(p, 's')), 'inserted');
    assert.equal(await store().insert(record(p, 's', { value: { n: 2 } })), 'exists');
    assert.deepEqual((await store().get({ partition: p, sort: 's' }))?.value, { n: 1 });
  });

  runner.it('counts versions: 1 on insert, one more on every replace', async () => {
    const p = fresh('p');
    await store().insert(record(p, 's'));
    for (let version = 1; version < 4; version++) {
      assert.equal(await store().replace({ ...record(p, 's', { value: { n: version } }), version }), 'replaced');
      assert.deepEqual(await store().get({ partition: p, sort: 's' }), {
        ...record(p, 's', { value: { n: version } }),
        version: version + 1,
      });
    }
  });

  runner.it('refuses a stale or future version, and changes nothing', async () => {
    const p = fresh('p');
    await store().insert(record(p, 's'));
    await store().replace({ ...record(p, 's', { value: { n: 2 } }), version: 1 });
    for (const version of [0, 1, 3]) {
      assert.equal(await store().replace({ ...record(p, 's', { value: { n: 9 } }), version }), 'conflict');
      assert.equal(await store().remove({ partition: p, sort: 's' }, version), 'conflict');
    }
    assert.deepEqual(await store().get({ partition: p, sort: 's' }), {
      ...record(p, 's', { value: { n: 2 } }),
      version: 2,
    });
  });

  runner.it('removes, and starts again at version 1', async () => {
    const p = fresh('p');
    await store().insert(record(p, 's'));
    await store().replace({ ...record(p, 's'), version: 1 });
    assert.equal(await store().remove({ partition: p, sort: 's' }, 2), 'removed');
    assert.equal(await store().get({ partition: p, sort: 's' }), undefined);
    assert.equal(await store().remove({ partition: p, sort: 's' }, 2), 'conflict');
    assert.equal(await store().insert(record(p, 's')), 'inserted');
    assert.equal((await store().get({ partition: p, sort: 's' }))?.version, 1);
  });

  runner.it('drops what a replace no longer has', async () => {
    const p = fresh('p');
    const full = { timeline: { name: p, at: 1 }, subject: { name: p, at: 2 }, dueAt: 3, expiresAt: 4_000_000_000_000 };
    await store().insert(record(p, 's', full));
    assert.deepEqual(await store().get({ partition: p, sort: 's' }), { ...record(p, 's', full), version: 1 });
    await store().replace({ ...record(p, 's'), version: 1 });
    assert.deepEqual(await store().get({ partition: p, sort: 's' }), { ...record(p, 's'), version: 2 });
  });
}
