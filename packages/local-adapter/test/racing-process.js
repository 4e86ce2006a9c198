// Inserts the same 200 keys as another process does at the same time, and tells what became of each.
const { createSqliteRecordStore } = require('../dist/record-store.js');

const store = createSqliteRecordStore({ path: process.argv[2] });

async function insert(sort) {
  for (;;) {
    try {
      return await store.insert({ partition: 'race', sort, value: {} });
    } catch (error) {
      if (error.name !== 'StoreUnavailable') throw error;
    }
  }
}

(async () => {
  const outcomes = [];
  for (let i = 0; i < 200; i++) outcomes.push(await insert(`s${i}`));
  process.send(outcomes);
  await store.close();
  process.disconnect();
})();
