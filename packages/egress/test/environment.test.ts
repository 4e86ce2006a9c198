import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createIdentity } from './certificate';
import { closeAll, serve, serveRaw, serveTls } from './servers';

afterEach(closeAll);

describe('the environment', () => {
  it('names no proxy and switches off no check of certificates', async () => {
    const proxy = await serveRaw(() => {});
    const plain = await serve((_, response) => response.end('direct'));
    const tls = await serveTls(createIdentity(['hooks.test']));
    const url = `http://127.0.0.1:${proxy.port}`;
    const names = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'];
    const env = {
      ...process.env,
      ...Object.fromEntries(names.map((name) => [name, url])),
      no_proxy: '',
      NO_PROXY: '',
      NODE_USE_ENV_PROXY: '1',
      NODE_TLS_REJECT_UNAUTHORIZED: '0',
    };
    const urls = [`http://hooks.test:${plain.port}/`, `https://hooks.test:${tls.port}/`];
    const child = fork(join(__dirname, 'environment-process.js'), urls, { env, execArgv: [], stdio: 'ignore' });
    const [outcomes] = await once(child, 'message');
    await once(child, 'exit');
    expect(outcomes).toMatchObject([
      { kind: 'answer', status: 200, body: 'direct' },
      { kind: 'failed', code: 'E_TLS' },
    ]);
    expect(proxy.connections).toEqual([]);
  });
});
