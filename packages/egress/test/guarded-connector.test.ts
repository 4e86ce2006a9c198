import type { Socket } from 'node:net';
import { createGuard } from '../src/guard';
import { createGuardedConnector } from '../src/guarded-connector';
import { closeAll, serve } from './servers';

afterEach(closeAll);

/** Connects past all that is checked before. */
function connect(hostname: string, port: number, protocol = 'http:'): Promise<Socket | Error> {
  const connector = createGuardedConnector({
    guard: createGuard({ allowNetworks: ['127.0.0.1/32'] }),
    lookup: async () => [hostname],
    connectMs: 2000,
    ca: undefined,
  });
  return new Promise((resolve) => {
    connector({ hostname, host: hostname, protocol, port: String(port) }, (...[error, socket]) =>
      resolve(error ?? socket),
    );
  });
}

describe('the connector', () => {
  it.each(['127.0.0.2', '::ffff:127.0.0.2', '::1', '0.0.0.0', '169.254.169.254'])(
    'does not connect to %s, which is written as an address and so never looked up',
    async (address) => {
      const server = await serve((_, response) => response.end());
      for (const protocol of ['http:', 'https:']) {
        expect(await connect(address, server.port, protocol)).toMatchObject({ code: 'E_BLOCKED_ADDRESS' });
      }
      expect(server.connections).toEqual([]);
    },
  );

  it('connects to an allowed one', async () => {
    const server = await serve((_, response) => response.end());
    const socket = await connect('127.0.0.1', server.port);
    expect(socket).toMatchObject({ remoteAddress: '127.0.0.1', remotePort: server.port });
    if (!(socket instanceof Error)) socket.destroy();
  });
});
