import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import type { Lookup } from '../src/index';

/** A name server on a free UDP port of 127.0.0.1. */
export interface DnsServer {
  /** How many questions it was asked. */
  readonly questions: () => number;
  /** Asks it and nobody else, and remembers nothing. */
  readonly lookup: Lookup;
  close(): void;
}

const HEADER_BYTES = 12;
const TYPE_AND_CLASS_BYTES = 4;

/** Starts a server that answers the nth question for an A record with the nth list, then with the last; to an empty one with NXDOMAIN. */
export async function startDnsServer(answers: readonly (readonly string[])[]): Promise<DnsServer> {
  const socket = createSocket('udp4');
  let asked = 0;
  socket.on('message', (query, peer) => {
    const addresses = answers[Math.min(asked, answers.length - 1)] ?? [];
    asked += 1;
    socket.send(answer(query, addresses), peer.port, peer.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const resolver = new Resolver({ timeout: 2000, tries: 1 });
  resolver.setServers([`127.0.0.1:${socket.address().port}`]);
  return { questions: () => asked, lookup: (name) => resolver.resolve4(name), close: () => socket.close() };
}

/** RFC 1035, 4.1: the question comes back, and each record names it by a pointer. */
function answer(query: Buffer, addresses: readonly string[]): Buffer {
  const question = query.subarray(HEADER_BYTES, query.indexOf(0, HEADER_BYTES) + 1 + TYPE_AND_CLASS_BYTES);
  const header = Buffer.alloc(HEADER_BYTES);
  query.copy(header, 0, 0, 2);
  header.writeUInt16BE(addresses.length > 0 ? 0x8180 : 0x8183, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(addresses.length, 6);
  const records = addresses.map((address) =>
    Buffer.from([0xc0, HEADER_BYTES, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, ...address.split('.').map(Number)]),
  );
  return Buffer.concat([header, question, ...records]);
}
