import { createIdentity } from './certificate';
import { closeAll, sender, serve, serveRaw, serveTls } from './servers';

afterEach(closeAll);

const identity = createIdentity(['hooks.test', '127.0.0.1']);
const post = ({ port }: { readonly port: number }, host = 'hooks.test') => ({
  url: `https://${host}:${port}/`,
  headers: { 'x-a': 'b' },
  body: 'hello',
});
const refused = (why: string) => ({ kind: 'failed', code: 'E_TLS', message: expect.stringContaining(why) });

describe('https', () => {
  it('sends to a server whose certificate is trusted, over a connection that is kept', async () => {
    const server = await serveTls(identity);
    const send = sender({ ca: identity.cert });
    for (let i = 0; i < 3; i++)
      expect(await send(post(server))).toMatchObject({ kind: 'answer', status: 200, body: 'ok' });
    expect(await send(post(server, '127.0.0.1'))).toMatchObject({ kind: 'answer', status: 200 });
    expect(server.connections).toHaveLength(2);
  });

  it('tries the next address when the first does not answer', async () => {
    const server = await serveTls(identity);
    const send = sender({
      ca: identity.cert,
      allowNetworks: ['127.0.0.1', '::1'],
      lookup: async () => ['::1', '127.0.0.1'],
    });
    expect(await send(post(server))).toMatchObject({ kind: 'answer', status: 200 });
  });

  it('needs no allowed network for its scheme, only for its address', async () => {
    const server = await serveTls(identity);
    const send = sender({ ca: identity.cert, allowNetworks: [] });
    expect(await send(post(server))).toMatchObject({ kind: 'failed', code: 'E_BLOCKED_ADDRESS' });
    expect(server.connections).toEqual([]);
  });

  it.each([
    ['signs itself', identity, undefined, 'self-signed (DEPTH_ZERO_SELF_SIGNED_CERT)'],
    [
      'has expired',
      createIdentity(['hooks.test'], new Date('2000-01-01'), new Date('2001-01-01')),
      'own',
      'has expired',
    ],
    ['is not valid yet', createIdentity(['hooks.test'], new Date('2048-01-01')), 'own', 'not valid yet'],
    ['is for another name', createIdentity(['other.test']), 'own', 'another name (ERR_TLS_CERT_ALTNAME_INVALID)'],
  ])('is refused when the certificate %s', async (_, presented, trusted, why) => {
    const served = jest.fn();
    const server = await serveTls(presented, served);
    const send = sender(trusted === undefined ? {} : { ca: presented.cert });
    expect(await send(post(server))).toMatchObject(refused(why));
    expect(served).not.toHaveBeenCalled();
  });

  it('is refused by a port without TLS', async () => {
    const server = await serve((_, response) => response.end());
    expect(await sender()(post(server))).toMatchObject(refused('no TLS on this port (ERR_SSL_WRONG_VERSION_NUMBER)'));
  });

  it('is refused by a server that wants a certificate of the client', async () => {
    const server = await serveTls({ ...identity, requestCert: true, rejectUnauthorized: true } as typeof identity);
    const outcome = await sender({ ca: identity.cert })(post(server));
    expect(outcome).toMatchObject({ kind: 'failed', code: expect.stringMatching(/^E_(TLS|CONNECTION)$/) });
  });

  it('fails when the server hangs up within the handshake: E_CONNECTION', async () => {
    const server = await serveRaw((socket, received) => {
      if (received !== '') socket.destroy();
    });
    expect(await sender()(post(server))).toMatchObject({ kind: 'failed', code: 'E_CONNECTION' });
  });

  it('fails when the connection is reset after the request: E_CONNECTION', async () => {
    const server = await serveTls(identity, (incoming) => incoming.socket.destroy());
    expect(await sender({ ca: identity.cert })(post(server))).toMatchObject({ kind: 'failed', code: 'E_CONNECTION' });
  });
});

it('http is refused by a port with TLS: E_RESPONSE or a closed connection', async () => {
  const server = await serveTls(identity);
  const outcome = await sender()({ ...post(server), url: `http://hooks.test:${server.port}/` });
  expect(outcome).toMatchObject({ kind: 'failed', code: expect.stringMatching(/^E_(RESPONSE|CONNECTION)$/) });
});
