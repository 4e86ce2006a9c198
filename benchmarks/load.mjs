// A load generator that costs little: keep-alive connections that each send the next prepared request when an answer is there.
import { once } from 'node:events';
import { connect } from 'node:net';

/**
 * Sends each of the prepared requests once over `connections` connections, and checks that each is answered with 200.
 * @returns how long all took, in ms
 */
export async function drive({ port, connections, requests }) {
  const sockets = await Promise.all(Array.from({ length: connections }, () => open(port)));
  let next = 0;
  const startedAt = process.hrtime.bigint();
  await Promise.all(
    sockets.map(async (send) => {
      while (next < requests.length) {
        const answer = await send(requests[next++]);
        if (!answer.startsWith('HTTP/1.1 200')) throw new Error(`Answered with ${answer.slice(0, 300)}`);
      }
    }),
  );
  const ms = Number(process.hrtime.bigint() - startedAt) / 1e6;
  for (const send of sockets) send.end();
  return ms;
}

/** Opens a connection: a function that sends a prepared request and gives its answer. */
export async function open(port) {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  let settle;
  let text = '';
  socket.on('error', (error) => settle?.reject(error));
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1');
    const head = text.indexOf('\r\n\r\n');
    if (head < 0) return;
    const length = Number(/content-length: (\d+)/i.exec(text)?.[1]);
    if (text.length < head + 4 + length) return;
    const answer = text;
    text = '';
    settle.resolve(answer);
  });
  const send = (request) =>
    new Promise((resolve, reject) => {
      settle = { resolve, reject };
      socket.write(request);
    });
  send.end = () => socket.destroy();
  return send;
}
