// Posts twice with the environment that it was given, and tells what became of it. Started by environment.test.ts.
const { createHttpSender } = require('../dist/index.js');

const [, , plainUrl, tlsUrl] = process.argv;

(async () => {
  const send = createHttpSender({
    clock: Date.now,
    allowNetworks: ['127.0.0.1/32'],
    lookup: async () => ['127.0.0.1'],
  });
  const outcomes = [];
  for (const url of [plainUrl, tlsUrl]) outcomes.push(await send({ url, headers: {}, body: '' }));
  process.send(outcomes);
  await send.close();
  process.disconnect();
})();
