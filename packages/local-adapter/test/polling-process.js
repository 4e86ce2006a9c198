// Asks a DingTalk for its failed list once it is told to, on the store of a folder, and tells what came of it; kills itself at a
// point of its work if one is named. Its clock is behind: who comes after it need not wait for its lease, nor for what it left due.
const { randomBytes } = require('node:crypto');
const { join } = require('node:path');
const { afterTimeout, createEventLog } = require('@dinghub/core');
const { createDingTalk, createReconciler, failedListSource, originsAt, sleepOn } = require('@dinghub/core/dingtalk');
const { createApiPort } = require('@dinghub/egress');
const { createSqliteRecordStore } = require('../dist/record-store.js');

const { data, endpoint, appKey, appSecret, behindMs, dies } = JSON.parse(process.argv[2]);
const clock = () => Date.now() - behindMs;
const sleep = sleepOn(afterTimeout);

/** The point of the work that has come; the end, if it is the one. */
function reach(point) {
  if (point === dies) process.kill(process.pid, 'SIGKILL');
}

const isPage = ({ partition }) => partition.endsWith('#pages');
let events = 0;

/** A store that says which point of a page's way the poller has come to. */
function watched(store) {
  return {
    ...store,
    async insert(record) {
      if (isPage(record)) reach('answered');
      if (record.sort === 'event' && ++events === 30) reach('in the middle');
      const outcome = await store.insert(record);
      if (isPage(record)) reach('stored');
      return outcome;
    },
    async replace(record) {
      if (isPage(record)) reach('appended');
      const outcome = await store.replace(record);
      if (isPage(record)) reach('settled');
      return outcome;
    },
  };
}

(async () => {
  const file = createSqliteRecordStore({ path: join(data, 'dinghub.db') });
  const store = watched(file);
  const origins = originsAt(endpoint);
  const port = createApiPort({ origins });
  const http = (request) => {
    if (request.url.includes('failed_result')) reach('asking');
    return port(request);
  };
  const lines = [];
  const keep = (code) => void lines.push(code);
  const logger = { debug: keep, info: keep, warn: keep, error: keep };
  const { call } = createDingTalk({
    app: { name: 'default', appKey, appSecret },
    ...{ http, origins, store, clock, sleep, random: randomBytes, logger },
  });
  const reconciler = createReconciler({
    app: 'default',
    source: () => failedListSource(call),
    events: createEventLog({ store, clock, retentionDays: 180 }),
    ...{ store, clock, sleep, random: randomBytes, logger },
  });
  process.once('message', async () => {
    const { events: _, ...report } = await reconciler.run();
    process.send({ ...report, lines });
    await file.close();
    process.disconnect();
  });
  process.send('ready');
})();
