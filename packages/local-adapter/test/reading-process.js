// Opens the store, tells which records are in partition `p`, and leaves.
const { createSqliteRecordStore } = require('../dist/record-store.js');

(async () => {
  const store = createSqliteRecordStore({ path: process.argv[2] });
  const { items } = await store.list('p', { limit: 1000 });
  await store.close();
  process.send(items.map(({ sort }) => sort));
  process.disconnect();
})();
