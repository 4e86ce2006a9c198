import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createDingTalkSimulator, createPost } from '../src/index';

const keys = { token: 't', aesKey: 'k'.repeat(43), ownerKey: 'o' };
const random = (size: number) => new Uint8Array(size);

describe('over sockets', () => {
  it('a hub that does not answer in time is a timeout, one that is not there has no connection', async () => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/`;
    const post = createPost();
    const base = { keys, post, clock: Date.now, random, sleep: async () => {}, deadlineMs: 50 };
    expect(await createDingTalkSimulator({ ...base, url }).checkUrl()).toMatchObject({ reason: 'timeout' });
    silent.closeAllConnections();
    silent.close();
    await once(silent, 'close');
    expect(await createDingTalkSimulator({ ...base, url }).checkUrl()).toMatchObject({ reason: 'connection' });
    post.close();
  });
});
