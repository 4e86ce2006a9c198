import assert from 'node:assert/strict';
import type { Runner } from '../runner';
import { record, type Subject } from './contract';

const RACERS = Array.from({ length: 50 }, (_, i) => i);

/** Of many at once, one wins. */
export function races(runner: Runner, { store, fresh }: Subject): void {
  runner.it('lets one of 50 concurrent inserts of a key win, and keeps its value', async () => {
    const p = fresh('p');
    const outcomes = await Promise.all(RACERS.map((n) => store().insert(record(p, 's', { value: { n } }))));
    assert.equal(outcomes.filter((outcome) => outcome === 'inserted').length, 1);
    assert.deepEqual((await store().get({ partition: p, sort: 's' }))?.value, { n: outcomes.indexOf('inserted') });
  });

  runner.it('lets one of 50 concurrent replaces at a version win, and keeps its value', async () => {
    const p = fresh('p');
    await store().insert(record(p, 's'));
    const outcomes = await Promise.all(
      RACERS.map((n) => store().replace({ ...record(p, 's', { value: { n } }), version: 1 })),
    );
    assert.equal(outcomes.filter((outcome) => outcome === 'replaced').length, 1);
    const kept = await store().get({ partition: p, sort: 's' });
    assert.deepEqual([kept?.version, kept?.value], [2, { n: outcomes.indexOf('replaced') }]);
  });

  runner.it('lets one of concurrent replaces and removes at a version win', async () => {
    const p = fresh('p');
    await store().insert(record(p, 's'));
    const outcomes = await Promise.all(
      RACERS.map((n) =>
        n % 2 ? store().replace({ ...record(p, 's'), version: 1 }) : store().remove({ partition: p, sort: 's' }, 1),
      ),
    );
    assert.equal(outcomes.filter((outcome) => outcome !== 'conflict').length, 1);
  });

  runner.it('keeps 50 concurrent inserts of different keys', async () => {
    const p = fresh('p');
    const outcomes = await Promise.all(RACERS.map((n) => store().insert(record(p, `s${n}`, { value: { n } }))));
    assert.deepEqual([...new Set(outcomes)], ['inserted']);
    assert.equal((await store().list(p, { limit: 100 })).items.length, 50);
  });
}
