// CPU of one callback in core, against bare node:crypto doing the same, and against npm dingtalk-encrypt.
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { ratioOf } from './measure.mjs';

const require = createRequire(import.meta.url);
const core = require('../packages/core/dist/index.js');
const DingTalkEncryptor = require('dingtalk-encrypt');

const TOKEN = 'benchtoken';
const AES_KEY = 'b'.repeat(43);
const OWNER = 'dingbenchowner';
const message = JSON.stringify({
  EventType: 'bpms_instance_change',
  eventId: 'bench-1',
  processInstanceId: 'p-1',
  corpId: 'dingbench',
  title: '请假申请',
  type: 'start',
  createTime: 1763900000000,
  staffId: 'u1',
  processCode: 'PROC-BENCH',
});
const aesKey = core.decodeAesKey(AES_KEY);
const encrypt = core.sealEnvelope({ aesKey, random: randomBytes, ownerKey: OWNER, message });
const query = { timestamp: '1763900000000', nonce: 'aB3dE6gH' };
query.signature = core.sign({ token: TOKEN, timestamp: query.timestamp, nonce: query.nonce, encrypt });
const body = JSON.stringify({ encrypt });

const handle = core.createCallbackHandler({
  apps: async () => [{ name: 'default', credentials: [{ token: TOKEN, aesKey }], ownerKeys: [OWNER] }],
  events: { append: async (events) => events.map(({ id }) => ({ id, outcome: 'inserted' })) },
  clock: Date.now,
  random: randomBytes,
  logger: core.silentLogger,
});
const request = { method: 'POST', path: '/v1/dingtalk', query, body, requestId: 'r' };

const digest = (...parts) => createHash('sha1').update(parts.sort().join('')).digest('hex');

function bare() {
  const { encrypt } = JSON.parse(body);
  if (digest(TOKEN, query.timestamp, query.nonce, encrypt) !== query.signature) throw new Error('signature');
  const decipher = createDecipheriv('aes-256-cbc', aesKey.key, aesKey.iv).setAutoPadding(false);
  const plain = Buffer.concat([decipher.update(encrypt, 'base64'), decipher.final()]);
  JSON.parse(plain.toString('utf8', 20, 20 + plain.readUInt32BE(16)));
  const reply = Buffer.concat([randomBytes(16), Buffer.from([0, 0, 0, 7]), Buffer.from(`success${OWNER}`)]);
  const pad = 32 - (reply.length % 32);
  const cipher = createCipheriv('aes-256-cbc', aesKey.key, aesKey.iv).setAutoPadding(false);
  const sealed =
    cipher.update(Buffer.concat([reply, Buffer.alloc(pad, pad)]), undefined, 'base64') + cipher.final('base64');
  const timeStamp = String(Date.now());
  const nonce = randomBytes(8).toString('hex');
  return JSON.stringify({ msg_signature: digest(TOKEN, timeStamp, nonce, sealed), timeStamp, nonce, encrypt: sealed });
}

const theirs = new DingTalkEncryptor(TOKEN, AES_KEY, OWNER);
function library() {
  const { encrypt } = JSON.parse(body);
  JSON.parse(theirs.getDecryptMsg(query.signature, query.timestamp, query.nonce, encrypt));
  return JSON.stringify(theirs.getEncryptedMap('success', Date.now(), randomBytes(8).toString('hex')));
}

/** The rows of the table. */
export async function rows({ quick }) {
  const calls = quick ? 2000 : 10_000;
  const ours = async () => {
    for (let i = 0; i < calls; i++) if ((await handle(request)).status !== 200) throw new Error('refused');
  };
  const loop = (run) => () => {
    for (let i = 0; i < calls; i++) run();
  };
  const rounds = quick ? 5 : 15;
  const toBare = await ratioOf(ours, loop(bare), rounds);
  const toLibrary = await ratioOf(loop(library), ours, rounds);
  return [
    {
      what: 'CPU of one callback in core',
      baseline: 'bare node:crypto',
      unit: '×',
      bar: '≤ 1.5',
      ...toBare,
      met: toBare.ratio <= 1.5,
    },
    {
      what: 'the same job',
      baseline: 'npm dingtalk-encrypt',
      unit: '× as fast',
      bar: '≥ 1.5',
      ...toLibrary,
      met: toLibrary.ratio >= 1.5,
    },
  ];
}
