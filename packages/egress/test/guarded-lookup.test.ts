import { lookupBySystem } from '../src/guarded-lookup';
import { startDnsServer } from './dns-server';
import { closeAll, sender, serve } from './servers';

afterEach(closeAll);

/** In these tests 127.0.0.1 stands for the public, and 127.0.0.2 for what must not be reached; one server listens on both. */
const OPEN = '127.0.0.1';
const CLOSED = '127.0.0.2';

const post = ({ port }: { readonly port: number }) => ({ url: `http://rebind.test:${port}/`, headers: {}, body: '' });
const blocked = { kind: 'failed', code: 'E_BLOCKED_ADDRESS' };
const answered = { kind: 'answer', status: 200 };

/** Closes each connection after its answer, so that every request makes its own. */
const closing = () => serve((_, response) => response.writeHead(200, { connection: 'close' }).end());

describe('a name whose address changes between two look-ups', () => {
  it('is connected to where the one look-up of that connection said', async () => {
    const server = await closing();
    const lookup = jest.fn().mockResolvedValueOnce([OPEN]).mockResolvedValue([CLOSED]);
    const send = sender({ lookup });
    expect(await send(post(server))).toMatchObject(answered);
    expect(lookup).toHaveBeenCalledTimes(1);
    expect(await send(post(server))).toMatchObject({
      ...blocked,
      message: 'rebind.test is 127.0.0.2, which must not be called (loopback).',
    });
    expect(lookup).toHaveBeenCalledTimes(2);
    expect(server.connections).toEqual([OPEN]);
  });

  it('may be called once its address is allowed', async () => {
    const server = await closing();
    const lookup = jest.fn().mockResolvedValueOnce([CLOSED]).mockResolvedValue([OPEN]);
    const send = sender({ lookup });
    expect(await send(post(server))).toMatchObject(blocked);
    expect(await send(post(server))).toMatchObject(answered);
    expect(lookup).toHaveBeenCalledTimes(2);
    expect(server.connections).toEqual([OPEN]);
  });

  it('keeps the connection that was made to the address that was checked', async () => {
    const server = await serve((_, response) => response.end());
    const lookup = jest.fn().mockResolvedValueOnce([OPEN]).mockResolvedValue([CLOSED]);
    const send = sender({ lookup });
    for (let i = 0; i < 3; i++) expect(await send(post(server))).toMatchObject(answered);
    expect(lookup).toHaveBeenCalledTimes(1);
    expect(server.connections).toEqual([OPEN]);
  });

  it('is not connected to when several connections are made at once', async () => {
    const server = await closing();
    let asked = 0;
    const send = sender({ lookup: async () => [asked++ % 2 === 0 ? OPEN : CLOSED] });
    const outcomes = await Promise.all(Array.from({ length: 40 }, () => send(post(server))));
    const kinds = outcomes.map((outcome) => (outcome.kind === 'answer' ? outcome.status : outcome.code));
    expect(new Set(kinds)).toEqual(new Set([200, 'E_BLOCKED_ADDRESS']));
    expect(new Set(server.connections)).toEqual(new Set([OPEN]));
  });
});

describe('a name with several addresses', () => {
  it.each([
    [[CLOSED, OPEN]],
    [[OPEN, CLOSED]],
    [['::1', CLOSED, OPEN, '64:ff9b::7f00:1']],
    [['169.254.169.254', '10.0.0.1', OPEN]],
  ])('%p is connected to at those that are allowed', async (addresses) => {
    const server = await closing();
    const send = sender({ lookup: async () => addresses });
    for (let i = 0; i < 3; i++) expect(await send(post(server))).toMatchObject(answered);
    expect(new Set(server.connections)).toEqual(new Set([OPEN]));
  });

  it('is connected to at the second when the first does not answer', async () => {
    const server = await closing();
    await server.close();
    const one = await serve((_, response) => response.end());
    // Nothing listens on IPv6.
    const send = sender({ allowNetworks: ['127.0.0.1', '::1'], lookup: async () => ['::1', OPEN] });
    expect(await send(post(one))).toMatchObject(answered);
  });

  it.each([
    [[CLOSED, '10.0.0.1']],
    [['::ffff:127.0.0.2']],
    [['::1']],
    [['64:ff9b::7f00:1']],
    [['fe80::1%lo']],
    [['127.1']],
    [['not an address']],
    [['']],
  ])('%p is blocked, since none is allowed', async (addresses) => {
    const server = await closing();
    expect(await sender({ lookup: async () => addresses })(post(server))).toMatchObject(blocked);
    expect(server.connections).toEqual([]);
  });
});

describe('http', () => {
  it('reaches allowed networks alone, or every address that is not blocked', async () => {
    const lookup = async () => ['8.8.8.8'];
    const outcome = await sender({ lookup })(post({ port: 8080 }));
    expect(outcome).toMatchObject({
      ...blocked,
      message: expect.stringContaining('http outside the allowed networks'),
    });
    const server = await closing();
    const loose = sender({ allowHttp: true, allowNetworks: [], lookup: async () => [OPEN] });
    expect(await loose(post(server))).toMatchObject({ ...blocked, message: expect.stringContaining('loopback') });
    expect(server.connections).toEqual([]);
  });
});

describe('a name that does not resolve', () => {
  it.each(['ENOTFOUND', 'EAI_AGAIN', 'ESERVFAIL'])('%s: E_DNS', async (code) => {
    const lookup = () => Promise.reject(Object.assign(new Error('no'), { code }));
    const outcome = await sender({ lookup })(post({ port: 80 }));
    expect(outcome).toMatchObject({ code: 'E_DNS', message: `rebind.test does not resolve (${code}).` });
  });

  it('has no address: E_DNS', async () => {
    const outcome = await sender({ lookup: async () => [] })(post({ port: 80 }));
    expect(outcome).toMatchObject({ code: 'E_DNS', message: 'rebind.test has no address.' });
  });

  it('as the system says: E_DNS', async () => {
    const send = sender({ lookup: lookupBySystem });
    expect(await send({ url: 'https://nowhere.invalid/', headers: {}, body: '' })).toMatchObject({ code: 'E_DNS' });
  });

  it('but localhost does, and is blocked or not like its address', async () => {
    const server = await closing();
    const url = `http://localhost:${server.port}/`;
    const send = sender({ lookup: lookupBySystem });
    expect(await send({ url, headers: {}, body: '' })).toMatchObject(answered);
    const strict = sender({ lookup: lookupBySystem, allowNetworks: ['10.0.0.0/8'] });
    expect(await strict({ url, headers: {}, body: '' })).toMatchObject(blocked);
  });
});

describe('with a real name server', () => {
  it('a record that changes with every question reaches no blocked address', async () => {
    const dns = await startDnsServer([[OPEN], [CLOSED], [OPEN, CLOSED], ['169.254.169.254'], []]);
    try {
      const server = await closing();
      const send = sender({ lookup: dns.lookup });
      expect(await send(post(server))).toMatchObject(answered);
      expect(await send(post(server))).toMatchObject(blocked);
      expect(await send(post(server))).toMatchObject(answered);
      expect(await send(post(server))).toMatchObject({
        ...blocked,
        message: expect.stringContaining('cloud metadata'),
      });
      expect(await send(post(server))).toMatchObject({ kind: 'failed', code: 'E_DNS' });
      expect(dns.questions()).toBe(5);
      expect(server.connections).toEqual([OPEN, OPEN]);
    } finally {
      dns.close();
    }
  });
});
