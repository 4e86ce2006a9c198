import { createIdentity } from './certificate';
import { closeAll, sender, serve, serveRaw, serveTls } from './servers';

afterEach(closeAll);

const LIMITS = { connectMs: 300, firstByteMs: 300, totalMs: 600 };
/** On a machine that stands still for a moment, all limits are over at once: where one of the first two is meant, the last is far. */
const FIRST = { ...LIMITS, totalMs: 20_000 };
const post = (scheme: string, { port }: { readonly port: number }) => ({
  url: `${scheme}://hooks.test:${port}/`,
  headers: {},
  body: '{}',
});
const timedOut = (message: string) => ({
  kind: 'failed',
  code: 'E_TIMEOUT',
  message: expect.stringContaining(message),
});

describe('a time limit', () => {
  it('ends a name resolution that hangs', async () => {
    const send = sender({ limits: FIRST, lookup: () => new Promise(() => {}) });
    expect(await send(post('http', { port: 80 }))).toMatchObject(timedOut('no connection within 300 ms'));
  });

  it('ends a TLS handshake that hangs', async () => {
    const server = await serveRaw(() => {});
    const send = sender({ limits: FIRST });
    expect(await send(post('https', server))).toMatchObject(timedOut('no connection within 300 ms'));
  });

  it('ends the wait for the head of an answer', async () => {
    const server = await serve(() => {});
    expect(await sender({ limits: FIRST })(post('http', server))).toMatchObject(timedOut('no answer within 300 ms'));
  });

  it('ends a head that comes one byte a moment', async () => {
    const server = await serveRaw((socket, received) => {
      if (received !== '') drip(socket, 'HTTP/1.1 200 OK\r\nx-a: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa');
    });
    expect(await sender({ limits: FIRST })(post('http', server))).toMatchObject(timedOut('no answer within 300 ms'));
  });

  it('is not put off by informational answers without end', async () => {
    const server = await serveRaw((socket, received) => {
      if (received === '') return;
      const timer = setInterval(() => socket.write('HTTP/1.1 102 Processing\r\n\r\n'), 20);
      socket.on('close', () => clearInterval(timer));
    });
    expect(await sender({ limits: FIRST })(post('http', server))).toMatchObject(timedOut('no answer within 300 ms'));
  });

  it('ends a body that comes one byte a moment', async () => {
    const server = await serve((_, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      drip(response, 'x'.repeat(1000));
    });
    const outcome = await sender({ limits: LIMITS })(post('http', server));
    expect(outcome).toMatchObject(timedOut('the answer was not complete after 600 ms'));
    expect(outcome.durationMs).toBeGreaterThanOrEqual(550);
    expect(outcome.durationMs).toBeLessThan(5000);
  });

  it('ends the sending of a body that nobody reads', async () => {
    const server = await serveRaw((socket) => socket.pause());
    const body = 'x'.repeat(50 * 1024 * 1024);
    // Making the body takes its time.
    const outcome = await sender({ limits: { ...FIRST, connectMs: 5000 } })({ ...post('http', server), body });
    expect(outcome).toMatchObject(timedOut('no answer within 300 ms'));
  });

  it('ends the wait for a connection', async () => {
    const server = await serve(() => {});
    const send = sender({ limits: { ...LIMITS, firstByteMs: 5000, maxConnectionsPerOrigin: 1 } });
    const [, waiting] = await Promise.all([send(post('http', server)), send(post('http', server))]);
    // The other request ends in the same moment, so this one may have been given its connection for no time.
    expect(waiting).toMatchObject(timedOut('after 600 ms'));
  });

  it('of one request leaves the next ones alone, over TLS too', async () => {
    const identity = createIdentity(['hooks.test']);
    let asked = 0;
    const server = await serveTls(identity, (_, response) => {
      asked += 1;
      if (asked > 2) response.end('ok');
    });
    const send = sender({ limits: { ...FIRST, maxConnectionsPerOrigin: 1 }, ca: identity.cert });
    for (let i = 0; i < 2; i++) expect(await send(post('https', server))).toMatchObject(timedOut('no answer'));
    for (let i = 0; i < 3; i++) expect(await send(post('https', server))).toMatchObject({ kind: 'answer', body: 'ok' });
    expect(server.connections).toHaveLength(3);
  });
});

function drip(stream: NodeJS.WritableStream, text: string): void {
  let sent = 0;
  const timer = setInterval(() => stream.write(text.charAt(sent++)), 50);
  stream.on('close', () => clearInterval(timer));
}
