import assert from 'node:assert/strict';
import type { Runner } from '../runner';
import { record, type Subject } from './contract';

/** What a key may be. */
export function identities(runner: Runner, { store, fresh }: Subject): void {
  const odd = {
    'colons and hashes': 'a:b#c##:',
    Chinese: '审批单',
    emoji: '🎉👩‍👩‍👧',
    spaces: ' a  b ',
    quotes: `'"\\\`;--`,
    '500 bytes': 'k'.repeat(470),
    percent: '100%_%2F',
  };
  for (const [title, text] of Object.entries(odd)) {
    runner.it(`finds a record again whose keys have ${title}`, async () => {
      const key = { partition: `${fresh('p')}${text}`, sort: text };
      assert.equal(await store().insert(record(key.partition, key.sort)), 'inserted');
      assert.deepEqual(await store().get(key), { ...key, value: { n: 1 }, version: 1 });
      assert.deepEqual(
        (await store().list(key.partition, { limit: 5 })).items.map(({ sort }) => sort),
        [text],
      );
    });
  }

  runner.it('tells keys apart that run together when joined', async () => {
    const p = fresh('p');
    await store().insert(record(`${p}#a`, 'b'));
    assert.equal(await store().get({ partition: p, sort: '#ab' }), undefined);
    assert.equal(await store().insert(record(`${p}#`, 'ab')), 'inserted');
    assert.equal((await store().list(p, { limit: 5 })).items.length, 0);
  });

  runner.it('has nothing for a key that was never inserted', async () => {
    const key = { partition: fresh('p'), sort: 's' };
    assert.equal(await store().get(key), undefined);
    assert.equal(await store().replace({ ...record(key.partition, 's'), version: 1 }), 'conflict');
    assert.equal(await store().remove(key, 1), 'conflict');
    assert.deepEqual(await store().list(key.partition, { limit: 5 }), { items: [] });
  });
}
